package io.berth.guest;

import io.berth.profile.Bus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The guest system: a kernel, an initrd and one read-only root image that all guests share, built
 * by supermin from packages installed on this host.
 *
 * @param kernelVersion as {@code uname -r} says it in the guest
 * @param key what it is made of, as the first 16 hex digits of a SHA-256: init, packages with their
 *     libraries, kernel and supermin
 */
public record Appliance(Path kernel, Path initrd, Path root, String kernelVersion, String key) {

    /**
     * The appliance of the installed packages, from the cache or built now (2 s). Two programs may
     * do this at the same time: one builds, the other waits for it.
     *
     * @param cacheDirectory where appliances are kept, one directory for each key
     * @param progress told in a few words when it has to be built
     * @throws GuestException if a package is missing or supermin fails, with the remedy
     */
    public static Appliance build(Path cacheDirectory, Consumer<String> progress)
            throws GuestException, InterruptedException {
        return build(cacheDirectory, Set.of(), progress);
    }

    /**
     * The same with a kernel that has disks on certain buses: Debian's cloud kernel has no SATA.
     *
     * @throws GuestException also if no installed kernel has them, naming the missing module
     */
    public static Appliance build(Path cacheDirectory, Set<Bus> buses, Consumer<String> progress)
            throws GuestException, InterruptedException {
        try {
            return new ApplianceBuilder(cacheDirectory, ApplianceParts.installed(buses), progress)
                    .build();
        } catch (IOException e) {
            throw new GuestException(
                    "appliance",
                    "cannot be built in " + cacheDirectory + ": " + e,
                    "make sure that this directory can be written and has 400 MiB free, or set"
                            + " XDG_CACHE_HOME to another",
                    e);
        }
    }

    static Appliance in(Path directory, String kernelVersion, String key) {
        return new Appliance(
                directory.resolve("kernel"),
                directory.resolve("initrd"),
                directory.resolve("root"),
                kernelVersion,
                key);
    }
}
