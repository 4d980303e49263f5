package io.berth.guest;

import io.berth.plan.GuestConfig;
import io.berth.profile.Accelerator;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Chooses what runs the guests' CPUs.
 *
 * <p>That /dev/kvm opens proves little: there are hosts where it does, and KVM_CREATE_VM succeeds,
 * but a stock kernel hangs without a word (paravirtual KVM in a guest whose CPU has neither vmx nor
 * svm). So the CPU has to show one of these flags, and a guest has to answer.
 */
public final class Accelerators {

    /** Ten times what a KVM guest takes one level down, in a guest under TCG. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(60);

    private static final GuestConfig PROBE =
            new GuestConfig(1, ByteSize.mebibytes(192), Accelerator.KVM);

    private static final Pattern FLAGS = Pattern.compile("(?m)^flags\\s*:(.*)$");

    /** Why KVM cannot run guests here, and what could be done. */
    record Obstacle(String reason, String remedy) {}

    /** Boots a guest under KVM, and gives what prevents it. */
    interface Probe {
        Optional<Obstacle> run() throws InterruptedException;
    }

    private Accelerators() {}

    /**
     * Settles what the profile wants against what the host can do; takes as long as a guest's boot
     * where KVM may work.
     *
     * @throws GuestException if KVM is asked for by name and cannot run a guest here
     */
    public static AcceleratorChoice choose(Accelerator wanted, Appliance appliance)
            throws GuestException, InterruptedException {
        return choose(
                wanted, Path.of("/dev/kvm"), Path.of("/proc/cpuinfo"), () -> probe(appliance));
    }

    static AcceleratorChoice choose(Accelerator wanted, Path device, Path cpuinfo, Probe probe)
            throws GuestException, InterruptedException {
        if (wanted == Accelerator.TCG) {
            return AcceleratorChoice.tcg("the profile asks for tcg");
        }
        Optional<Obstacle> obstacle = obstacle(device, cpuinfo);
        if (obstacle.isEmpty()) {
            obstacle = probe.run();
        }
        if (obstacle.isEmpty()) {
            return AcceleratorChoice.kvm("a guest answers under KVM");
        }
        if (wanted == Accelerator.KVM) {
            throw new GuestException("KVM", obstacle.get().reason(), obstacle.get().remedy());
        }
        return AcceleratorChoice.tcg(
                "no KVM: " + obstacle.get().reason() + " (" + obstacle.get().remedy() + ")");
    }

    private static Optional<Obstacle> obstacle(Path device, Path cpuinfo) {
        try (FileChannel kvm =
                FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assert kvm.isOpen();
        } catch (NoSuchFileException e) {
            return Optional.of(
                    new Obstacle(
                            device + " does not exist",
                            "switch virtualization on in the firmware, or nested virtualization"
                                    + " in the host of this machine, then: modprobe kvm-intel or"
                                    + " kvm-amd"));
        } catch (AccessDeniedException e) {
            return Optional.of(
                    new Obstacle(
                            device + " may not be opened by " + System.getProperty("user.name"),
                            "as root: usermod -aG kvm "
                                    + System.getProperty("user.name")
                                    + ", then log in again"));
        } catch (IOException e) {
            return Optional.of(
                    new Obstacle(
                            device + " does not open: " + e.getMessage(), "see dmesg about kvm"));
        }
        try {
            if (!hasFlag(Files.readString(cpuinfo))) {
                return Optional.of(
                        new Obstacle(
                                "the CPU shows neither vmx nor svm",
                                "switch nested virtualization on in the host of this machine"));
            }
        } catch (IOException e) {
            return Optional.of(new Obstacle(cpuinfo + " cannot be read: " + e, "mount /proc"));
        }
        return Optional.empty();
    }

    private static boolean hasFlag(String cpuinfo) {
        var matcher = FLAGS.matcher(cpuinfo);
        return matcher.find()
                && Arrays.stream(matcher.group(1).strip().split("\\s+"))
                        .anyMatch(flag -> flag.equals("vmx") || flag.equals("svm"));
    }

    private static Optional<Obstacle> probe(Appliance appliance) throws InterruptedException {
        try {
            Path directory = Files.createTempDirectory("berth-kvm-");
            try (Fleet fleet =
                    new QemuHypervisor()
                            .boot(
                                    PROBE,
                                    1,
                                    AcceleratorChoice.kvm("trying it"),
                                    appliance,
                                    directory,
                                    directory,
                                    PROBE_TIMEOUT)) {
                fleet.guests().getFirst().agent().ping();
                return Optional.empty();
            } finally {
                ApplianceBuilder.delete(directory);
            }
        } catch (GuestException e) {
            return Optional.of(
                    new Obstacle("no guest answers under KVM: " + e.getMessage(), e.remedy()));
        } catch (IOException e) {
            return Optional.of(
                    new Obstacle("trying KVM failed: " + e, "see the temporary directory"));
        }
    }
}
