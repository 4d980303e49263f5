package io.berth.image;

import io.berth.host.HostException;
import io.berth.host.Storage;
import io.berth.plan.ImageConfig;
import io.berth.profile.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the data of an image through its format, as a guest would, and reads samples of it back.
 *
 * <p>qemu-storage-daemon opens the image with explicit nodes and serves it over NBD; chunks are
 * written in order, several at a time. O_DIRECT is used where the storage directory takes it, for
 * reading back always, so that what is read comes from the disk.
 */
final class ImageFill {

    /** ENOSPC of asm-generic/errno-base.h. */
    private static final int NO_SPACE = 28;

    /** Chunks of each layer that are read back. */
    private static final int SAMPLES = 8;

    private final Site site;
    private final Deal deal;

    ImageFill(Site site, Deal deal) {
        this.site = site;
        this.deal = deal;
    }

    /** What is done over an open connection. */
    private interface Work {
        void with(NbdClient client) throws IOException;
    }

    /**
     * Writes a layer's chunks. They are on the device only when its files were drained.
     *
     * @return wall time
     * @throws HostException if not all was written; {@link StorageFull} if the disk is full
     */
    Duration fill(int layer, Pattern pattern) {
        return fill(node(layer, writing(layer)), site.file(layer), layer, pattern);
    }

    /** The same into a raw file that is to become the layer. */
    Duration fillRaw(Path raw, int layer, Pattern pattern) {
        DiskImage image = DiskImage.of(raw, Format.RAW);
        return fill(Nodes.chain(image, false, reading()), raw, layer, pattern);
    }

    private Duration fill(Map<String, Object> node, Path file, int layer, Pattern pattern) {
        long startedNs = System.nanoTime();
        connect(
                node,
                file,
                true,
                client -> {
                    ByteBuffer buffer = ByteBuffer.allocateDirect((int) deal.chunkBytes());
                    for (int chunk : deal.layers().get(layer)) {
                        buffer.limit(deal.length(chunk));
                        pattern.fill(buffer, chunk);
                        client.write(buffer, deal.start(chunk));
                    }
                    client.flush();
                });
        return Duration.ofNanos(System.nanoTime() - startedNs);
    }

    /**
     * Reads samples of every layer's chunks through the whole chain, then samples through its
     * layers alone: each must have its own data, and none that another has.
     *
     * @param patterns by layer, of its data
     * @param layers those that are looked at alone
     * @throws HostException if other data is read
     */
    void verify(List<Pattern> patterns, List<Integer> layers) {
        connect(
                Nodes.chain(site.disk(), site.device(), reading()),
                site.file(site.depth()),
                false,
                client -> {
                    for (int layer = 0; layer < patterns.size(); layer++) {
                        for (int chunk : samples(layer)) {
                            if (!holds(client, chunk, patterns.get(layer))) {
                                throw notWritten(
                                        "what is read at "
                                                + deal.start(chunk)
                                                + " is not what was written"
                                                + (patterns.size() == 1
                                                        ? ""
                                                        : " into " + site.file(layer)));
                            }
                        }
                    }
                });
        if (patterns.size() == 1) {
            return;
        }
        for (int layer : layers) {
            connect(
                    node(layer, reading()),
                    site.file(layer),
                    false,
                    client -> verifyAlone(client, layer, patterns));
        }
    }

    private void verifyAlone(NbdClient client, int layer, List<Pattern> patterns)
            throws IOException {
        for (int other = 0; other < patterns.size(); other++) {
            for (int chunk : samples(other)) {
                if (holds(client, chunk, patterns.get(other)) != (other == layer)) {
                    throw notWritten(
                            site.file(layer)
                                    + (other == layer ? " has not" : " has")
                                    + " what was written at "
                                    + deal.start(chunk)
                                    + " into "
                                    + site.file(other));
                }
            }
        }
    }

    private boolean holds(NbdClient client, int chunk, Pattern pattern) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(deal.length(chunk));
        client.read(buffer, deal.start(chunk));
        return pattern.matches(buffer, chunk);
    }

    /** Chunks of a layer, evenly spread, the first and the last among them. */
    private List<Integer> samples(int layer) {
        List<Integer> chunks = deal.layers().get(layer);
        int count = Math.min(SAMPLES, chunks.size());
        List<Integer> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = count == 1 ? 0 : (int) ((long) i * (chunks.size() - 1) / (count - 1));
            samples.add(chunks.get(at));
        }
        return samples;
    }

    private Map<String, Object> node(int layer, Nodes.Cache cache) {
        Map<String, Object> node =
                Nodes.alone(site.disk(), site.depth() - layer, site.device(), cache);
        if (site.device()) {
            node.put("size", site.config().size().bytes());
        }
        return node;
    }

    private Nodes.Cache reading() {
        return new Nodes.Cache(
                site.device() || Storage.directIoRefusal(site.directory()).isEmpty(), true);
    }

    /**
     * Flushes of the format's own are left out, since all files are put onto the device at the end.
     * qcow writes its tables for each cluster of 4 KiB: 16 MiB took 1.9 s with flushes and
     * O_DIRECT, 1.3 s without flushes, 0.9 s through the page cache.
     */
    private Nodes.Cache writing(int layer) {
        return site.format(layer) == Format.QCOW ? new Nodes.Cache(false, true) : reading();
    }

    private void connect(Map<String, Object> node, Path file, boolean writable, Work work) {
        ImageConfig config = site.config();
        Duration limit = QemuImg.writeLimit(config.size());
        try (StorageDaemon daemon =
                StorageDaemon.serve(node, site.disk().secret(), writable, limit)) {
            try (NbdClient client = NbdClient.connect(daemon.socket(), StorageDaemon.EXPORT)) {
                work.with(client);
            } catch (ClosedByInterruptException e) {
                throw StorageDaemon.interrupted(e);
            } catch (NbdClient.NbdException e) {
                if (e.errno() == NO_SPACE) {
                    throw StorageFull.whileMaking(config, file);
                }
                throw failed(file, writable, e);
            } catch (IOException e) {
                if (daemon.late()) {
                    throw new HostException(
                            file + " was not filled within " + limit.toSeconds() + " s",
                            "use a faster disk, or a smaller disk.size",
                            e);
                }
                throw failed(file, writable, e);
            }
        }
    }

    private static HostException failed(Path file, boolean writable, IOException e) {
        return new HostException(
                (writable ? "filling " : "reading back ") + file + ": " + e.getMessage(),
                "see 'dmesg' for errors of the disk",
                e);
    }

    private HostException notWritten(String why) {
        return notWritten(site, why);
    }

    static HostException notWritten(Site site, String why) {
        return new HostException(
                site.file(site.depth()) + " was not filled as it should be: " + why,
                "see 'dmesg' for errors of the disk, and 'qemu-img --version'; berth was tried with"
                        + " 7.2");
    }
}
