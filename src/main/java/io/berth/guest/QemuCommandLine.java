package io.berth.guest;

import io.berth.plan.GuestConfig;
import io.berth.profile.Accelerator;
import io.berth.profile.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The command line of one guest's QEMU. Pure.
 *
 * <p>Measured disks are not on it where they can be hot-plugged, into the spare root ports of q35.
 */
final class QemuCommandLine {

    /** The name under which the guest agent finds its channel, fixed by QEMU's documentation. */
    static final String AGENT_PORT = "org.qemu.guest_agent.0";

    /** By which the guest tells its root disk from those that it is booted with. */
    static final String ROOT_SERIAL = "berth-root";

    /**
     * The files of one guest.
     *
     * @param serialLog what the guest prints; QEMU appends
     */
    record Files(Path qmpSocket, Path agentSocket, Path serialLog) {}

    private QemuCommandLine() {}

    static List<String> of(
            Path qemu,
            int number,
            GuestConfig config,
            Accelerator accelerator,
            Appliance appliance,
            Files files,
            List<BootDisk> disks) {
        var line = new ArrayList<String>();
        line.add(qemu.toString());
        // debug-threads names the threads (CPU 0/KVM, IO <id>, worker): CPU use is told apart so.
        line.addAll(
                List.of(
                        "-name",
                        String.format(Locale.ROOT, "guest=berth-%02d,debug-threads=on", number)));
        // Nothing but what is written here: no default devices, no user's or site's configuration.
        line.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-nic", "none"));
        // A guest that panics or reboots ends QEMU: the QMP event SHUTDOWN says which it was.
        line.add("-no-reboot");
        line.addAll(machine(accelerator, config));
        line.addAll(List.of("-smp", "cpus=" + config.vcpus()));
        line.addAll(List.of("-m", "size=" + config.memory().bytes() + "B"));
        line.addAll(List.of("-overcommit", "mem-lock=off", "-rtc", "base=utc,clock=host"));
        line.addAll(List.of("-kernel", appliance.kernel().toString()));
        line.addAll(List.of("-initrd", appliance.initrd().toString()));
        line.addAll(List.of("-append", kernelArguments(accelerator)));
        line.addAll(root(appliance.root(), pciRoot(config.machine())));
        line.addAll(channels(files, pciRoot(config.machine())));
        List<Slot> slots = Slot.of(config);
        for (Slot slot : slots) {
            String port = slot.rootPortDevice();
            if (port != null) {
                line.addAll(List.of("-device", port));
            }
        }
        if (disks.size() > slots.size()) {
            throw new IllegalArgumentException(
                    disks.size() + " disks where " + slots.size() + " have room");
        }
        for (int i = 0; i < disks.size(); i++) {
            BootDisk disk = disks.get(i);
            DiskWiring.of(disk.config(), disk.image(), HotPlug.serial(disk.serial()), slots.get(i))
                    .commands()
                    .forEach(command -> line.addAll(command.option()));
        }
        return List.copyOf(line);
    }

    private static String pciRoot(Machine machine) {
        return switch (machine) {
            case Q35 -> "pcie.0";
            case PC -> "pci.0";
        };
    }

    private static List<String> machine(Accelerator accelerator, GuestConfig config) {
        String machine = config.machine().word();
        return switch (accelerator) {
            case KVM -> List.of("-machine", machine, "-accel", "kvm", "-cpu", "host");
            // max boots fastest of those tried (2.0 s; Nehalem 2.3, qemu64 2.4). With a thread of
            // its own (thread=multi, QEMU 7.2) a guest of one CPU stood still for good once in
            // some hundred cases, waiting for its disk; the cause is not proven. One CPU gains
            // nothing from it: the single-threaded loop measured the same IOPS.
            case TCG ->
                    List.of(
                            "-machine",
                            machine,
                            "-accel",
                            config.vcpus() == 1 ? "tcg,thread=single" : "tcg,thread=multi",
                            "-cpu",
                            "max");
            case AUTO -> throw new IllegalArgumentException("auto has to be settled first");
        };
    }

    /**
     * A panic reboots at once, that is, ends QEMU. Mitigations and schedulers stay as the
     * distribution sets them: tenants have them.
     *
     * <p>An emulated guest counts with the HPET, whose rate is known. The TSC's has to be measured
     * while the guest boots, and on a busy host that came out at 325 MHz for 2,596: a clock eight
     * times too fast. The check of the timer fails falsely there, too.
     */
    private static String kernelArguments(Accelerator accelerator) {
        String common = "console=ttyS0 panic=-1 quiet 8250.nr_uarts=1 cryptomgr.notests";
        return accelerator == Accelerator.TCG
                ? common + " no_timer_check clocksource=hpet"
                : common;
    }

    private static List<String> root(Path image, String bus) {
        return List.of(
                "-blockdev",
                "driver=file,node-name=root-file,read-only=on,filename=" + escaped(image),
                "-blockdev",
                "driver=raw,node-name=root,read-only=on,file=root-file",
                "-device",
                "virtio-blk-pci,id=root-disk,drive=root,serial="
                        + ROOT_SERIAL
                        + ",bus="
                        + bus
                        + ",addr=0x3");
    }

    private static List<String> channels(Files files, String bus) {
        return List.of(
                "-chardev",
                "file,id=serial,append=on,path=" + escaped(files.serialLog()),
                "-serial",
                "chardev:serial",
                "-device",
                "virtio-serial-pci,id=channels,bus=" + bus + ",addr=0x4",
                "-chardev",
                "socket,id=agent,server=on,wait=off,path=" + escaped(files.agentSocket()),
                "-device",
                "virtserialport,bus=channels.0,chardev=agent,name=" + AGENT_PORT,
                "-chardev",
                "socket,id=qmp,server=on,wait=off,path=" + escaped(files.qmpSocket()),
                "-mon",
                "chardev=qmp,mode=control");
    }

    /** In QEMU's options a comma ends a value; doubled it is one. */
    private static String escaped(Path path) {
        return path.toString().replace(",", ",,");
    }
}
