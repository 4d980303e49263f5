package io.berth.host;

import java.util.Map;

/** Which package brings a tool, for remedies. */
final class Packages {

    /** Debian's and Ubuntu's package, then Fedora's and Red Hat's. */
    private record Names(String debian, String fedora) {}

    private static final Map<String, Names> BY_TOOL =
            Map.ofEntries(
                    Map.entry("qemu-img", new Names("qemu-utils", "qemu-img")),
                    Map.entry("qemu-io", new Names("qemu-utils", "qemu-img")),
                    Map.entry(
                            "qemu-storage-daemon",
                            new Names("qemu-system-common", "qemu-storage-daemon")),
                    Map.entry("qemu-system-x86_64", new Names("qemu-system-x86", "qemu-kvm")),
                    Map.entry("fio", new Names("fio", "fio")),
                    Map.entry("supermin", new Names("supermin", "supermin")),
                    Map.entry("findmnt", new Names("util-linux", "util-linux")),
                    Map.entry("lsblk", new Names("util-linux", "util-linux")),
                    Map.entry("fincore", new Names("util-linux", "util-linux")),
                    Map.entry("dd", new Names("coreutils", "coreutils")),
                    Map.entry("stat", new Names("coreutils", "coreutils")),
                    Map.entry("sync", new Names("coreutils", "coreutils")),
                    Map.entry("fallocate", new Names("util-linux", "util-linux")),
                    Map.entry("blockdev", new Names("util-linux", "util-linux")),
                    Map.entry("blkid", new Names("util-linux", "util-linux")),
                    Map.entry("wipefs", new Names("util-linux", "util-linux")),
                    Map.entry("setpriv", new Names("util-linux", "util-linux")),
                    Map.entry("bash", new Names("bash", "bash")),
                    Map.entry("cmp", new Names("diffutils", "diffutils")),
                    Map.entry("tar", new Names("tar", "tar")),
                    Map.entry("gzip", new Names("gzip", "gzip")),
                    Map.entry("cp", new Names("coreutils", "coreutils")),
                    Map.entry("filefrag", new Names("e2fsprogs", "e2fsprogs")));

    private Packages() {}

    static String remedyFor(String tool) {
        Names names = BY_TOOL.get(tool);
        if (names == null) {
            return "check that '" + tool + "' is installed and in PATH";
        }
        return "try 'apt-get install " + names.debian + "' or 'dnf install " + names.fedora + "'";
    }
}
