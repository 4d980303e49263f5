package io.berth.guest;

import io.berth.image.DiskImage;
import io.berth.plan.DiskConfig;
import io.berth.results.EffectiveDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A running guest: one QEMU process with its QMP socket and its guest agent. */
public interface Guest {

    /** From 1. */
    int number();

    /** The process id of QEMU. */
    long pid();

    /** From QEMU's start to the agent's first answer. */
    Duration bootTime();

    /** QEMU's exact command line. */
    List<String> commandLine();

    /** {@code uname -r} in the guest. */
    String kernel();

    /** {@code fio --version} in the guest, without "fio-". */
    String fioVersion();

    /** Stops its CPUs (QMP stop). */
    void pause() throws GuestException, InterruptedException;

    /** Lets its CPUs go on (QMP cont). */
    void resume() throws GuestException, InterruptedException;

    /**
     * Plugs a disk in and waits until the guest shows it. IDE and SATA disks cannot be plugged into
     * a running guest: see {@link BootDisk}.
     *
     * @param serial 1 to 20 letters, digits or hyphens, unlike that of any other plugged disk
     * @throws GuestException with QEMU's own words if it refuses the combination
     */
    PluggedDisk plug(DiskConfig config, DiskImage image, String serial)
            throws GuestException, InterruptedException;

    /** The disks with which it was booted, in order; none for a guest that was booted without. */
    List<PluggedDisk> bootDisks();

    /**
     * Takes an external snapshot of a disk while it runs: from now on the guest writes to the
     * overlay. Unplugging the disk closes it with the others.
     *
     * @param overlay an empty qcow2 image of the disk's size, see {@link SnapshotOverlay}
     * @throws GuestException with QEMU's own words if it refuses; the disk is as it was then
     */
    SnapshotTaken snapshot(PluggedDisk disk, Path overlay)
            throws GuestException, InterruptedException;

    /**
     * Pulls a disk out and waits until QEMU has closed its image.
     *
     * @throws IllegalArgumentException if the guest was booted with it
     */
    void unplug(PluggedDisk disk) throws GuestException, InterruptedException;

    /** The settings that the disk really has. */
    EffectiveDisk readBack(PluggedDisk disk) throws GuestException, InterruptedException;

    /** What the disk has done since it was plugged in. Cheap: one QMP round trip. */
    BlockStats blockStats(PluggedDisk disk) throws GuestException, InterruptedException;

    /**
     * I/O errors of the image since the disk was plugged in, in QEMU's words ({@code write: No
     * space left on device}); empty if there were none.
     */
    List<String> ioErrors(PluggedDisk disk);

    GuestAgent agent();

    /** Its memory, to be saved. */
    GuestMemory memory();

    /** The guest's clock against the host's: the best of several round trips. */
    ClockReading readClock() throws GuestException, InterruptedException;

    /** What the guest's kernel and init printed. */
    Path serialLog();
}
