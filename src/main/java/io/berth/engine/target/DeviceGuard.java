package io.berth.engine.target;

import io.berth.engine.ffi.Descriptor;
import io.berth.engine.ffi.Errno;
import io.berth.engine.ffi.OpenFlags;
import io.berth.engine.ffi.SystemCallException;
import io.berth.units.ByteSize;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says whether a block device may be written, and holds those that may.
 *
 * <p>In this order: nobody uses it ({@link DeviceUse}); an exclusive open succeeds; it carries no
 * signature ({@link Signatures}); the user named it by its serial or by-id name. What is used or
 * carries a signature is never written, whatever the user named.
 *
 * <p>The exclusive open (O_EXCL, open(2)) is kept until the jobs have ended, and the signatures are
 * looked for under it: what could come between the look and the writing, a mount, swapon, device
 * mapper, md, gets EBUSY from the kernel meanwhile. It also finds what /proc does not tell here: a
 * mount in a container, a further disk of a btrfs. It does not keep out processes that open the
 * device without it; those that had it open for writing before were looked for.
 */
final class DeviceGuard implements AutoCloseable {

    private final Kernel kernel;
    private final Set<String> allowOverwrite;
    private final Map<String, Descriptor> claims = new HashMap<>();

    DeviceGuard(Kernel kernel, Set<String> allowOverwrite) {
        this.kernel = kernel;
        this.allowOverwrite = Set.copyOf(allowOverwrite);
    }

    /**
     * Lets a job write a device, and holds it.
     *
     * @param job its name, for refusals
     * @throws io.berth.engine.job.EngineException if it must not be written
     */
    void permit(String job, Target device) {
        if (claims.containsKey(device.number())) {
            return;
        }
        Path path = device.file();
        if (kernel.text(kernel.device(device.number()).resolve("ro")).equals(Optional.of("1"))) {
            throw refused(job, device, "is read-only", "give another device, or rw=read");
        }
        Optional<String> use = new DeviceUse(kernel).of(device.number());
        if (use.isPresent()) {
            throw refused(
                    job,
                    device,
                    use.get(),
                    "a device in use is never written; give one that nobody uses");
        }
        Descriptor claim = claim(job, device);
        boolean kept = false;
        try {
            Optional<String> signature = Signatures.of(path, device.sizeBytes());
            if (signature.isPresent()) {
                throw refused(
                        job,
                        device,
                        signature.get(),
                        "a device with a signature is never written; if nothing on it is needed,"
                                + " remove that yourself ('wipefs --all "
                                + path
                                + "')");
            }
            requireNamed(job, device);
            claims.put(device.number(), claim);
            kept = true;
        } finally {
            if (!kept) {
                claim.close();
            }
        }
    }

    private Descriptor claim(String job, Target device) {
        try {
            return Descriptor.open(
                    device.file(), OpenFlags.O_RDONLY | OpenFlags.O_EXCL | OpenFlags.O_NONBLOCK);
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EBUSY) {
                throw refused(
                        job,
                        device,
                        "is held by the kernel for somebody (an exclusive open gets EBUSY): a"
                                + " mount in a container, a multi-disk file system, device mapper,"
                                + " or a further berth",
                        "see 'lsblk " + device.file() + "'; give one that nobody uses");
            }
            throw Refusal.host(
                    String.valueOf(e.getMessage()), "run as root, or as a member of group disk", e);
        }
    }

    private void requireNamed(String job, Target device) {
        Set<String> names = new DeviceNames(kernel).of(device.number());
        if (!Collections.disjoint(names, allowOverwrite)) {
            return;
        }
        if (names.isEmpty()) {
            throw refused(
                    job,
                    device,
                    "tells no serial number and has no name in " + kernel.byId(),
                    "without one nobody can say that it is the right one: give a file on it");
        }
        throw refused(
                job,
                device,
                "shows no signature, but may carry data without one (a database's or a guest's"
                        + " disk)",
                "if all of it may be overwritten, give --allow-overwrite="
                        + names.iterator().next()
                        + (names.size() == 1
                                ? ""
                                : " (or one of its other names: "
                                        + String.join(", ", names.stream().skip(1).toList())
                                        + ")")
                        + (allowOverwrite.isEmpty()
                                ? ""
                                : "; not " + String.join(", ", allowOverwrite)));
    }

    private static RuntimeException refused(String job, Target device, String what, String remedy) {
        return Refusal.job(
                job,
                device.file()
                        + " ("
                        + ByteSize.of(device.sizeBytes()).display()
                        + ") "
                        + what
                        + "; it is not written",
                remedy);
    }

    /** Lets all go. */
    @Override
    public void close() {
        claims.values().forEach(Descriptor::close);
        claims.clear();
    }
}
