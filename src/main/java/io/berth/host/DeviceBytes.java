package io.berth.host;

/** What a disk has read and written since boot, by whomever (/proc/diskstats). */
public record DeviceBytes(long readBytes, long writeBytes) {

    /**
     * As it is now.
     *
     * @throws HostException if the kernel does not know the disk
     */
    public static DeviceBytes of(BlockDevice device) {
        ProcText.Disk disk =
                ProcText.disk(new ProcReader().read("/proc/diskstats"), device.name())
                        .orElseThrow(
                                () ->
                                        new HostException(
                                                "the disk "
                                                        + device.name()
                                                        + " is not in /proc/diskstats",
                                                "was it removed? see 'lsblk'"));
        return new DeviceBytes(disk.readBytes(), disk.writeBytes());
    }

    /** What came since an earlier reading. */
    public DeviceBytes minus(DeviceBytes earlier) {
        return new DeviceBytes(readBytes - earlier.readBytes, writeBytes - earlier.writeBytes);
    }
}
