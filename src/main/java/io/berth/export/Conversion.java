package io.berth.export;

import io.berth.profile.Bus;
import io.berth.profile.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an administrator moves a libvirt domain's disk from one bus to a case's: a shell script to
 * read and follow, with the element before and after.
 */
public final class Conversion {

    private final ShownDisk disk;
    private final Bus from;
    private final List<String> lines = new ArrayList<>();
    private int steps;

    private Conversion(ShownDisk disk, Bus from) {
        this.disk = disk;
        this.from = from;
    }

    /**
     * The script.
     *
     * @throws NotExpressible if libvirt cannot say one of the disks, or there is nothing to move
     */
    public static String of(ShownDisk disk, Bus from) {
        disk.requireGuest("libvirt");
        if (from == disk.attachment().bus()) {
            throw new NotExpressible(
                    "case " + disk.shown().id() + " is on bus " + from.word() + " already",
                    "name the bus that the disk is on now: --from=ide");
        }
        Conversion conversion = new Conversion(disk, from);
        conversion.write();
        return String.join("\n", conversion.lines) + "\n";
    }

    private void write() {
        Bus to = disk.attachment().bus();
        String now = LibvirtForm.targetName(from);
        // The guest knows its disk by the serial that it has, or has none.
        String after = LibvirtForm.disk(disk, false).render();
        say("From bus '%s' to '%s':", LibvirtForm.busName(from), LibvirtForm.busName(to));
        say("disk %s of the domain DOMAIN as case %s has it.", now, disk.shown().id());
        say("The data stay where they are; the image is not touched.");
        if (from == Bus.IDE && disk.machine() == Machine.Q35) {
            say("(A domain with IDE is of machine type pc: it takes the new disk as q35 does.)");
        }
        step("In the running guest, see that it can start from the new bus:");
        guest(to);
        step("Keep the definition, and stop the guest:");
        run("virsh dumpxml --inactive DOMAIN >DOMAIN-before.xml");
        run("virsh shutdown DOMAIN   # then wait until 'virsh domstate DOMAIN' says: shut off");
        image();
        beside();
        step("Take the disk out as it was, which is, if nothing else was set:");
        before().render().lines().forEach(line -> say("  %s", line));
        run("virsh detach-disk DOMAIN " + now + " --config");
        step("Put it in as it shall be:");
        file("disk.xml", after);
        run("virsh attach-device DOMAIN disk.xml --config");
        say("By 'virsh edit DOMAIN' instead, replace the one element by the other and leave the");
        say("old <address type='drive' …/> out: libvirt finds a new one. <boot order=…/> and");
        say("<serial> of the old element, if any, go into the new one.");
        step("Start it, and look:");
        run("virsh start DOMAIN");
        run("virsh domblklist DOMAIN   # in the guest: lsblk -o NAME,TRAN,SERIAL");
        step("Back again, if it does not start:");
        say("virsh destroy DOMAIN; virsh define DOMAIN-before.xml; virsh start DOMAIN");
    }

    private void say(String text, Object... values) {
        lines.add("# " + (values.length == 0 ? text : String.format(Locale.ROOT, text, values)));
    }

    private void run(String command) {
        lines.add(command);
    }

    private void step(String what) {
        steps++;
        lines.add("");
        say("%d. %s", steps, what);
    }

    private void file(String name, String xml) {
        run("cat >" + name + " <<'XML'");
        xml.lines().forEach(lines::add);
        run("XML");
    }

    private void guest(Bus to) {
        String linux =
                switch (to) {
                    case VIRTIO_BLK -> "virtio_blk and virtio_pci";
                    case VIRTIO_SCSI -> "virtio_scsi and virtio_pci";
                    case SATA -> "ahci";
                    case IDE -> "ata_piix";
                    case NVME -> "nvme";
                };
        @Nullable String windows =
                switch (to) {
                    case VIRTIO_BLK -> "viostor";
                    case VIRTIO_SCSI -> "vioscsi";
                    case SATA, IDE, NVME -> null;
                };
        say("   Linux: its initramfs has %s (see 'lsinitramfs' or 'lsinitrd';", linux);
        say("   else /etc/initramfs-tools/modules or 'dracut --add-drivers'), and /etc/fstab and");
        say("   the boot loader name UUIDs, not /dev/sda or /dev/hda: the disk's name changes.");
        if (windows != null) {
            say("   Windows: install %s from virtio-win, then attach a second, small", windows);
            say("   disk on the new bus once, so that Windows starts the driver at boot; without");
            say("   that it stops with INACCESSIBLE_BOOT_DEVICE.");
        }
    }

    private void image() {
        step("Only if the image shall change its format, too:");
        say(
                "qemu-img convert -p -f OLD-FORMAT -O %s OLD-IMAGE %s",
                disk.image().format().word(),
                Shell.word(disk.files().getFirst().path().toString()));
        say("with the options that 'berth show … --as=qemu-img' creates it with");
    }

    private void beside() {
        if (disk.attachment().iothread()) {
            step("Give the domain an iothread for the disk:");
            run("virsh iothreadadd DOMAIN 1 --config");
        }
        Xml controller = LibvirtForm.controller(disk);
        if (controller != null) {
            step("Give it the controller:");
            file("controller.xml", controller.render());
            run("virsh attach-device DOMAIN controller.xml --config");
        }
        Path passphrase = disk.secret();
        Xml secret = LibvirtForm.secret(disk);
        if (passphrase != null && secret != null) {
            step("Make the passphrase known to libvirt:");
            file("secret.xml", secret.render());
            run("virsh secret-define secret.xml");
            run(
                    Shell.line(
                            List.of(
                                    "virsh",
                                    "secret-set-value",
                                    LibvirtForm.uuid(passphrase),
                                    "--plain",
                                    "--file",
                                    passphrase.toString())));
        }
    }

    /** As most tools define it when nothing is said: no cache, no io. */
    private Xml before() {
        ShownDisk.File active = disk.files().getFirst();
        return new Xml("disk")
                .with("type", disk.onDevice() ? "block" : "file")
                .with("device", "disk")
                .add(
                        new Xml("driver")
                                .with("name", "qemu")
                                .with("type", LibvirtForm.type(active.format())))
                .add(LibvirtForm.source(disk, active))
                .add(
                        new Xml("target")
                                .with("dev", LibvirtForm.targetName(from))
                                .with("bus", LibvirtForm.busName(from)));
    }
}
