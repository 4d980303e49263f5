package io.berth.plan;

import io.berth.profile.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One trial of what a rule leaves out.
 *
 * @param id the rule's
 * @param trial what is tried, in few words
 * @param refused whether QEMU refuses it; otherwise it ends well, and what it prints shows that it
 *     was left undone
 * @param said a part of what it prints
 * @param script for a shell in a directory of its own, after {@link #PRELUDE}; QEMU's arguments if
 *     there are commands
 * @param commands what a started QEMU is told; none for the tools
 */
record Proof(
        String id,
        String trial,
        boolean refused,
        String said,
        String script,
        List<String> commands) {

    /**
     * Before each script. {@code luks} tries again where qemu-img cannot time the key derivation;
     * {@code allocated} prints whether a file of 64 MiB has its blocks.
     */
    static final String PRELUDE =
            """
            set -e
            printf passphrase >secret
            S='--object secret,id=s,file=secret'
            luks() {
                n=0
                while ! qemu-img create -q $S "$@" 2>err; do
                    n=$((n + 1))
                    grep -q 'accurate CPU usage' err && [ $n -lt 30 ] || { cat err >&2; return 1; }
                done
            }
            allocated() {
                n=$(stat -c %b "$1")
                echo "$((n / 2)) KiB allocated: $([ $n -gt 65536 ] && echo full || echo sparse)"
            }
            """;

    /**
     * How many requests qemu-io gave to io_uring for a write, by the kernel's own count, for a raw
     * image, a vmdk in one file and one of each with extents.
     */
    private static final String SUBMITTED =
            """
            ring_tail() {
                for f in /proc/$p/fd/*; do
                    case $(readlink $f) in
                    *io_uring*) awk '/^SqTail/ { print $2 }' /proc/$p/fdinfo/${f##*/} ;;
                    esac
                done
            }
            answer() {
                while read -r line <&4; do
                    case $line in *ops*) break ;; esac
                done
            }
            submitted() { # FORMAT FILE
                mkfifo in out
                timeout 30 qemu-io --image-opts driver=$1,cache.direct=on,file.driver=file,\
            file.filename=$2,file.aio=io_uring,file.cache.direct=on <in >out 2>&1 &
                exec 3>in 4<out
                echo 'write 0 64k' >&3
                answer
                # Of timeout: qemu-io. The file has no newline, at which read fails.
                read -r p _ </proc/$!/task/$!/children || :
                a=$(ring_tail)
                echo 'write 0 64k' >&3
                answer
                b=$(ring_tail)
                echo quit >&3
                exec 3>&- 4<&-
                wait $! || :
                rm in out
                [ $((b - a)) -gt 0 ] && echo some || echo none
            }
            qemu-img create -q -f raw raw 64M
            echo "raw: $(submitted raw raw)"
            for s in monolithicSparse monolithicFlat twoGbMaxExtentFlat twoGbMaxExtentSparse; do
                qemu-img create -q -f vmdk -o subformat=$s $s.vmdk 64M
                echo "$s: $(submitted vmdk $s.vmdk)"
            done | tr '\n' ' '
            """;

    private static final String FILE = "-blockdev driver=file,node-name=p,filename=disk";

    static List<Proof> all() {
        List<Proof> proofs = new ArrayList<>();
        attachments(proofs);
        images(proofs);
        qcow2(proofs);
        backing(proofs);
        operations(proofs);
        guests(proofs);
        return proofs;
    }

    private static Proof refused(String id, String trial, String said, String script) {
        return new Proof(id, trial, true, said, script, List.of());
    }

    private static Proof undone(String id, String trial, String said, String script) {
        return new Proof(id, trial, false, said, script, List.of());
    }

    private static Proof qemu(String id, String trial, String said, String arguments) {
        return new Proof(id, trial, true, said, arguments, List.of(""));
    }

    private static void attachments(List<Proof> proofs) {
        proofs.add(
                qemu(
                        "aio-native",
                        "aio=native, cache.direct=off",
                        "requires cache.direct=on",
                        FILE + ",aio=native"));
        proofs.add(
                undone(
                        "vmdk-extents-aio",
                        "requests to io_uring for a write, with file.aio=io_uring",
                        "monolithicSparse: some monolithicFlat: none twoGbMaxExtentFlat: none"
                                + " twoGbMaxExtentSparse: none",
                        SUBMITTED));
        proofs.add(
                qemu(
                        "iothread-bus",
                        "ide-hd (bus=sata and ide) with an iothread",
                        "Property 'ide-hd.iothread' not found",
                        "-object iothread,id=i "
                                + FILE
                                + " -device ide-hd,bus=ide.0,drive=p,iothread=i"));
        proofs.add(
                qemu(
                        "iothread-bus",
                        "nvme with an iothread",
                        "Property 'nvme.iothread' not found",
                        "-object iothread,id=i "
                                + FILE
                                + " -device nvme,serial=a,drive=p,iothread=i"));
        proofs.add(
                qemu(
                        "queue-size",
                        "virtio-blk, queue-size=2",
                        "must be > 2",
                        FILE + " -device virtio-blk-pci,drive=p,queue-size=2"));
        proofs.add(
                qemu(
                        "queue-size",
                        "virtio-scsi, virtqueue_size=2",
                        "must be > 2",
                        "-device virtio-scsi-pci,virtqueue_size=2"));
        proofs.add(
                qemu(
                        "detect-zeroes",
                        "detect-zeroes=unmap, discard=ignore",
                        "not allowed without setting discard operation to unmap",
                        FILE + ",detect-zeroes=unmap,discard=ignore"));
        proofs.add(
                refused(
                        "stream-optimized",
                        "the same block of a streamOptimized vmdk written twice",
                        "write failed: Input/output error",
                        "qemu-img create -q -f vmdk -o subformat=streamOptimized x 64M\n"
                                + "qemu-io -f vmdk -c 'write 0 64k' -c 'write 0 64k' x 2>&1 |"
                                + " tee said >&2; ! grep -q failed said"));
    }

    private static void images(List<Proof> proofs) {
        String metadata = "Unsupported preallocation mode: metadata";
        proofs.add(create("raw-metadata", metadata, "raw", "preallocation=metadata", "64M"));
        for (String format : words("qcow qed vmdk vdi vpc vhdx parallels")) {
            proofs.add(
                    create("format-metadata", metadata, format, "preallocation=metadata", "64M"));
            for (String mode : List.of("falloc", "full")) {
                proofs.add(
                        undone(
                                "preallocation-ignored",
                                format + ", preallocation=" + mode,
                                "allocated: sparse",
                                "qemu-img create -q -f "
                                        + format
                                        + " -o preallocation="
                                        + mode
                                        + " x 64M\nallocated x"));
            }
        }
        proofs.add(
                undone(
                        "luks-metadata",
                        "luks, preallocation=metadata beside off and full",
                        "off and metadata the same; full: full",
                        "for p in off metadata full; do luks -f luks -o"
                                + " key-secret=s,iter-time=10,preallocation=$p $p 64M; done\n"
                                + "[ $(stat -c %b off) = $(stat -c %b metadata) ] && echo \"off and"
                                + " metadata the same; full:$(allocated full | sed 's/.*://')\""));
        proofs.add(
                create("vmdk-subformat", "invalid parameter", "vmdk", "subformat=dynamic", "64M"));
        proofs.add(create("vmdk-subformat", "invalid parameter", "vmdk", "subformat=fixed", "64M"));
        for (String format : words("vpc vhdx")) {
            for (String subformat : words("monolithicFlat streamOptimized")) {
                proofs.add(
                        create(
                                "vpc-vhdx-subformat",
                                "does not accept value '" + subformat + "'",
                                format,
                                "subformat=" + subformat,
                                "64M"));
            }
        }
        for (String subformat : words("monolithicFlat twoGbMaxExtentFlat")) {
            proofs.add(
                    create(
                            "vmdk-flat-zeroed-grain",
                            "Flat image can't enable zeroed grain",
                            "vmdk",
                            "zeroed_grain=on,subformat=" + subformat,
                            "64M"));
        }
        proofs.add(
                create(
                        "vmdk-compat6-hwversion",
                        "compat6 cannot be enabled with hwversion set",
                        "vmdk",
                        "compat6=on,hwversion=4",
                        "64M"));
        sizes(proofs);
    }

    private static void sizes(List<Proof> proofs) {
        String tooLarge = "too large for file format";
        proofs.add(create("vpc-size", tooLarge, "vpc", "force_size=on", "2041G"));
        proofs.add(
                undone(
                        "vpc-geometry",
                        "vpc of 67108864 bytes, force_size=off",
                        "(67125248 bytes)",
                        "qemu-img create -q -f vpc -o force_size=off x 64M\n"
                                + "qemu-img info -f vpc x"));
        proofs.add(
                create(
                        "qed-size",
                        "QED image size must be",
                        "qed",
                        "cluster_size=4096,table_size=1",
                        "1T"));
        for (String cluster : words("3000 256 4M")) {
            proofs.add(
                    create(
                            "cluster-size",
                            "Cluster size must be a power of two between 512 and 2048k",
                            "qcow2",
                            "cluster_size=" + cluster,
                            "64M"));
        }
        for (String cluster : words("12288 2048 128M")) {
            proofs.add(
                    create(
                            "cluster-size",
                            "QED cluster size must be within range",
                            "qed",
                            "cluster_size=" + cluster,
                            "64M"));
        }
        // qemu-img would write 2 GiB of catalog first: the header is made to name as much.
        proofs.add(
                refused(
                        "parallels-size",
                        "a catalog of 2^29 clusters (256GiB in clusters of 512)",
                        "Catalog too large",
                        "qemu-img create -q -f parallels -o cluster_size=512 x 1M\n"
                                + "printf '\\000\\000\\000\\040' |"
                                + " dd of=x bs=1 seek=32 conv=notrunc status=none\n"
                                + "truncate -s 3G x; qemu-img info -f parallels x"));
        proofs.add(
                create(
                        "vhdx-block-size",
                        "Block size must be a power of two",
                        "vhdx",
                        "block_size=3M",
                        "64M"));
        proofs.add(
                refused(
                        "luks-cast5-xts",
                        "luks, cast5-128",
                        "Unsupported cipher mode xts",
                        "luks -f luks -o key-secret=s,cipher-alg=cast5-128 x 64M"));
        proofs.add(
                refused(
                        "luks-cast5-xts",
                        "qcow2, encrypted by cast5-128",
                        "Unsupported cipher mode xts",
                        "luks -f qcow2 -o encrypt.format=luks,encrypt.key-secret=s,"
                                + "encrypt.cipher-alg=cast5-128,encrypt.cipher-mode=xts x 64M"));
    }

    private static void qcow2(List<Proof> proofs) {
        proofs.add(
                create(
                        "qcow2-extended-l2-clusters",
                        "cluster sizes of at least 16384 bytes",
                        "qcow2",
                        "extended_l2=on,cluster_size=8k",
                        "64M"));
        for (String option :
                words(
                        "extended_l2=on lazy_refcounts=on data_file=d compression_type=zstd"
                                + " refcount_bits=32")) {
            proofs.add(
                    create(
                            "qcow2-version-3",
                            "compatibility level 1.1",
                            "qcow2",
                            "compat=0.10," + option,
                            "64M"));
        }
        proofs.add(
                create(
                        "qcow2-size",
                        "try using a larger cluster size",
                        "qcow2",
                        "cluster_size=512",
                        "1T"));
        proofs.add(
                create(
                        "qcow2-data-file-raw",
                        "data-file-raw requires data-file",
                        "qcow2",
                        "data_file_raw=on",
                        "64M"));
        for (String id : List.of("snapshot-format", "operation-snapshot-format")) {
            for (String format : words("raw qcow qed vmdk vdi vpc vhdx parallels")) {
                proofs.add(
                        refused(
                                id,
                                "qemu-img snapshot of " + format,
                                "Operation not supported",
                                make(format)
                                        + "qemu-img snapshot --image-opts -c a driver="
                                        + format
                                        + ",file.filename=x"));
            }
            proofs.add(
                    refused(
                            id,
                            "qemu-img snapshot of luks",
                            "Operation not supported",
                            make("luks")
                                    + "qemu-img snapshot $S --image-opts -c a"
                                    + " driver=luks,key-secret=s,file.filename=x"));
        }
        for (String id : List.of("snapshot-data-file", "operation-snapshot-data-file")) {
            proofs.add(
                    refused(
                            id,
                            "qemu-img snapshot of a qcow2 with data_file",
                            "Operation not supported",
                            "qemu-img create -q -f qcow2 -o data_file=d x 64M\n"
                                    + "qemu-img snapshot -c a x"));
        }
        proofs.add(
                refused(
                        "snapshot-refcount-bits",
                        "the third snapshot with refcount_bits=2",
                        "Could not create snapshot 'c'",
                        "qemu-img create -q -f qcow2 -o refcount_bits=2 x 64M\n"
                                + "qemu-io -f qcow2 -c 'write 0 64k' x\n"
                                + "for s in a b c; do qemu-img snapshot -c $s x; done"));
    }

    private static void backing(List<Proof> proofs) {
        for (String format : words("raw vdi vpc vhdx parallels luks")) {
            proofs.add(
                    refused(
                            "backing-format",
                            format + " over a raw base",
                            "Backing file not supported for file format '" + format + "'",
                            "qemu-img create -q -f raw base 64M\nqemu-img create $S -f "
                                    + format
                                    + (format.equals("luks") ? " -o key-secret=s" : "")
                                    + " -b base -F raw x"));
        }
        for (String subformat : words("monolithicFlat twoGbMaxExtentFlat")) {
            proofs.add(
                    refused(
                            "backing-flat-vmdk",
                            subformat + " over a vmdk",
                            "Flat image can't have backing file",
                            "qemu-img create -q -f vmdk base 64M\nqemu-img create -f vmdk -o"
                                    + " subformat="
                                    + subformat
                                    + " -b base -F vmdk x"));
        }
        proofs.add(over("backing-vmdk-base", "vmdk", "", "backing_file must be a vmdk image"));
        for (String mode : words("metadata falloc full")) {
            proofs.add(
                    over(
                            "backing-preallocation",
                            "qcow2",
                            "preallocation=" + mode,
                            "only be used at the same time if extended_l2 is on"));
        }
        proofs.add(
                over(
                        "backing-data-file-raw",
                        "qcow2",
                        "data_file=d,data_file_raw=on",
                        "Backing file and data-file-raw cannot be used at the same time"));
    }

    private static void operations(List<Proof> proofs) {
        proofs.add(
                refused(
                        "commit-alone",
                        "qemu-img commit of an image that stands alone",
                        "Image does not have a backing file",
                        make("qcow2") + "qemu-img commit -f qcow2 x"));
        proofs.add(
                refused(
                        "commit-parallels",
                        "qemu-img commit into a parallels base",
                        "does not support reopening files",
                        "qemu-img create -q -f parallels base 64M\n"
                                + "qemu-img create -q -f qcow2 -b base -F parallels x\n"
                                + "qemu-io -f qcow2 -c 'write 0 64k' x\n"
                                + "qemu-img commit -f qcow2 x"));
        for (String format : words("raw qcow vpc luks")) {
            proofs.add(
                    refused(
                            "check-format",
                            "qemu-img check of " + format,
                            "This image format does not support checks",
                            make(format)
                                    + "qemu-img check $S --image-opts driver="
                                    + format
                                    + (format.equals("luks") ? ",key-secret=s" : "")
                                    + ",file.filename=x"));
        }
        for (String format : words("raw qed vdi vpc vhdx parallels luks")) {
            proofs.add(
                    refused(
                            "convert-compressed",
                            "qemu-img convert -c to " + format,
                            "Compression not supported for this file format",
                            "qemu-img create -q -f raw base 64M\nqemu-img convert $S -c -f raw -O "
                                    + format
                                    + (format.equals("luks") ? " -o key-secret=s" : "")
                                    + " base x"));
        }
        for (String format : words("qcow vmdk vdi vpc vhdx parallels")) {
            proofs.add(
                    refused(
                            "resize-format",
                            "qemu-img resize of " + format,
                            "Image format driver does not support resize",
                            make(format) + "qemu-img resize -f " + format + " x 128M"));
        }
        proofs.add(
                refused(
                        "resize-qed-shrink",
                        "qemu-img resize --shrink of qed",
                        "Shrinking images is currently not supported",
                        make("qed") + "qemu-img resize -f qed --shrink x 32M"));
        proofs.add(
                refused(
                        "resize-version-2-snapshots",
                        "qemu-img resize of a qcow2 of compat=0.10 with a snapshot",
                        "Can't resize a v2 image which has snapshots",
                        "qemu-img create -q -f qcow2 -o compat=0.10 x 64M\n"
                                + "qemu-img snapshot -c a x; qemu-img resize -f qcow2 x 128M"));
    }

    /** What only a QEMU with a guest says. */
    private static void guests(List<Proof> proofs) {
        String save =
                "{\"execute\": \"migrate\", \"arguments\": {\"uri\": \"exec:cat >/dev/null\"}}";
        String checkpoint =
                "{\"execute\": \"human-monitor-command\", \"arguments\":"
                        + " {\"command-line\": \"savevm a\"}}";
        for (String format : words("qcow vmdk vdi vpc vhdx parallels")) {
            proofs.add(guest("save-format", format, "", "does not support live migration", save));
        }
        for (String format : words("raw qcow qed vmdk vdi vpc vhdx parallels")) {
            proofs.add(
                    guest(
                            "checkpoint-format",
                            format,
                            "",
                            // Some are refused earlier, for what save-format says.
                            "",
                            checkpoint));
        }
        proofs.add(
                guest(
                        "checkpoint-data-file",
                        "qcow2",
                        "data_file=disk.data",
                        "Could not create snapshot 'a'",
                        checkpoint));
        proofs.add(
                new Proof(
                        "save-nvme",
                        "a guest with an NVMe disk is saved",
                        true,
                        "State blocked by non-migratable device",
                        FILE + " -device nvme,serial=a,drive=p",
                        List.of(save)));
    }

    private static Proof guest(
            String id, String format, String options, String said, String command) {
        return new Proof(
                id,
                "a guest on " + format + (options.isEmpty() ? "" : ", " + options),
                true,
                said.isEmpty() ? "Error: " : said,
                "@"
                        + format
                        + "@"
                        + options
                        + "@"
                        + FILE
                        + " -blockdev driver="
                        + format
                        + ",node-name=f,file=p -device virtio-blk-pci,drive=f",
                List.of(command));
    }

    private static Proof create(
            String id, String said, String format, String options, String size) {
        return refused(
                id,
                format + ", " + options + ", " + size,
                said,
                "qemu-img create -f " + format + " -o " + options + " x " + size);
    }

    private static Proof over(String id, String format, String options, String said) {
        return refused(
                id,
                format + " over a raw base" + (options.isEmpty() ? "" : ", " + options),
                said,
                "qemu-img create -q -f raw base 64M\nqemu-img create -f "
                        + format
                        + (options.isEmpty() ? "" : " -o " + options)
                        + " -b base -F raw x");
    }

    private static String make(String format) {
        return format.equals(Format.LUKS.word())
                ? "luks -f luks -o key-secret=s,iter-time=10 x 64M\n"
                : "qemu-img create -q -f " + format + " x 64M\n";
    }

    private static List<String> words(String words) {
        return Arrays.asList(words.split(" ", -1));
    }
}
