package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.image.DiskImage;
import io.berth.plan.Attachment;
import io.berth.plan.Backing;
import io.berth.plan.DiskConfig;
import io.berth.plan.ImageConfig;
import io.berth.profile.Aio;
import io.berth.profile.Bus;
import io.berth.profile.CacheMode;
import io.berth.profile.Contents;
import io.berth.profile.DetectZeroes;
import io.berth.profile.Discard;
import io.berth.profile.Encryption;
import io.berth.profile.Format;
import io.berth.profile.Preallocation;
import io.berth.units.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Disks of 64 MiB for tests, and what a guest does with them. */
final class TestDisks {

    static final ByteSize SIZE = ByteSize.mebibytes(64);

    private static final Duration EXEC_TIMEOUT = Duration.ofSeconds(60);

    private TestDisks() {}

    static ImageConfig image(Format format, Encryption encryption, Backing backing) {
        return new ImageConfig(
                SIZE,
                format,
                Preallocation.OFF,
                false,
                Contents.FRESH,
                encryption,
                backing,
                0,
                Collections.emptySortedMap());
    }

    static ImageConfig image(Format format) {
        return image(format, Encryption.NONE, Backing.NONE);
    }

    static DiskConfig disk(Format format, CacheMode cache, Bus bus) {
        return new DiskConfig(image(format), Attachment.of(cache, Aio.THREADS, bus, false));
    }

    static Attachment attachment(Discard discard, DetectZeroes detectZeroes, Bus bus) {
        return new Attachment(
                CacheMode.WRITEBACK,
                Aio.THREADS,
                bus,
                false,
                null,
                null,
                null,
                discard,
                detectZeroes,
                null,
                null);
    }

    /** Runs qemu-img or qemu-io, again where the clock was too coarse for a LUKS key. */
    static void run(String... argv) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Tool.Outcome outcome = Tool.run(List.of(argv), Map.of(), Duration.ofSeconds(60));
            if (attempt == 5 || !outcome.err().contains("accurate CPU usage")) {
                assertThat(outcome.exitCode())
                        .describedAs(String.join(" ", argv) + ": " + outcome.err())
                        .isZero();
                return;
            }
        }
    }

    static Path create(Path directory, String name, Format format, String... further)
            throws IOException, InterruptedException {
        Path file = directory.resolve(name + "." + format.word());
        List<String> argv = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f"));
        argv.add(format.word());
        argv.addAll(List.of(further));
        argv.add(file.toString());
        argv.add(Long.toString(SIZE.bytes()));
        run(argv.toArray(String[]::new));
        return file;
    }

    static DiskImage single(Path directory, String name, Format format)
            throws IOException, InterruptedException {
        return DiskImage.of(create(directory, name, format), format);
    }

    /** Fills a MiB of an image with a byte, at a MiB. */
    static void fill(Path file, Format format, int atMebibytes, int value)
            throws IOException, InterruptedException {
        run(
                "qemu-io",
                "-f",
                format.word(),
                "-c",
                "write -P " + value + " " + atMebibytes + "M 1M",
                file.toString());
    }

    /** Bytes that the file takes on the disk. */
    static long allocated(Path file) throws IOException, InterruptedException {
        Tool.run("sync", "-f", file.toString()); // ext4 allocates when it writes back
        return Long.parseLong(Tool.run("stat", "-c", "%b", file.toString()).out().strip()) * 512;
    }

    static String sh(Guest guest, String script) throws GuestException, InterruptedException {
        ExecResult result = guest.agent().exec(List.of("/bin/sh", "-c", script), EXEC_TIMEOUT);
        assertThat(result.exitCode()).describedAs(script + ": " + result).isZero();
        return result.outText().strip();
    }

    /** Writes 4 MiB with checksums and reads them back, past the guest's page cache. */
    static void writeAndVerify(Guest guest, PluggedDisk disk)
            throws GuestException, InterruptedException {
        String out =
                sh(
                        guest,
                        "cd /tmp && fio --name=verify --filename=/dev/"
                                + disk.guestDevice()
                                + " --rw=randwrite --bs=64k --size=4m --offset=32m --direct=1"
                                + " --ioengine=libaio --iodepth=8 --verify=crc32c --verify_fatal=1"
                                + " --do_verify=1 --end_fsync=1 --output-format=terse");
        // Terse version 3: field 5 is the error, 6 the KiB read, that is, verified.
        String[] fields = out.lines().toList().getLast().split(";");
        assertThat(fields[4]).describedAs(out).isEqualTo("0");
        assertThat(fields[5]).describedAs(out).isEqualTo("4096");
    }

    /** The byte at a MiB, as the guest reads it. */
    static int byteAt(Guest guest, PluggedDisk disk, int mebibytes)
            throws GuestException, InterruptedException {
        return Integer.parseInt(
                sh(
                        guest,
                        "dd if=/dev/"
                                + disk.guestDevice()
                                + " bs=1M count=1 iflag=direct skip="
                                + mebibytes
                                + " 2>/dev/null | od -An -tu1 -N1 | tr -d ' '"));
    }

    static void check(Path file, Format format) throws IOException, InterruptedException {
        run("qemu-img", "check", "-q", "-f", format.word(), file.toString());
    }

    static Path secret(Path directory) throws IOException {
        return Files.writeString(directory.resolve("secret"), "correct horse battery staple");
    }
}
