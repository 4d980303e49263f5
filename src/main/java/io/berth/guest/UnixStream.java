package io.berth.guest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A Unix domain socket that speaks lines, as QMP and the guest agent do. A thread of its own reads,
 * so that those who wait for an answer wait with a timeout, and an interrupt of theirs does not
 * close the socket.
 */
final class UnixStream implements AutoCloseable {

    /** What comes in; called by the reading thread alone. */
    interface Listener {

        /**
         * A line came.
         *
         * @param line without its line feed
         * @param delimited whether the byte 0xFF came right before it (guest-sync-delimited)
         */
        void line(byte[] line, boolean delimited);

        /** The other side is gone, or we closed. */
        void end(String why);
    }

    /** A line longer than this is no answer of QEMU's (qemu-ga: 2 × 16 MiB in base64, and JSON). */
    private static final int LINE_BYTES_MAX = 64 << 20;

    private static final int DELIMITER = 0xFF;
    private static final Duration STEP = Duration.ofMillis(5);

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;

    private UnixStream(SocketChannel channel) throws IOException {
        // Non-blocking, so that sending to a guest that does not read can be given up.
        channel.configureBlocking(false);
        this.channel = channel;
        this.readable = Selector.open();
        this.writable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    /**
     * Connects as soon as the socket is there.
     *
     * @param alive whether the program that makes the socket still runs
     * @throws IOException if it ended before, or time is up
     */
    static UnixStream connect(
            Path socket, String name, Deadline deadline, BooleanSupplier alive, Listener listener)
            throws IOException, InterruptedException {
        var address = UnixDomainSocketAddress.of(socket);
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(address);
                var stream = new UnixStream(channel);
                Thread.ofPlatform().daemon().name(name).start(() -> stream.read(listener));
                return stream;
            } catch (IOException e) {
                channel.close();
                if (!alive.getAsBoolean() || deadline.passed()) {
                    throw e;
                }
                Thread.sleep(STEP);
            }
        }
    }

    /**
     * Sends all of it; one sender at a time.
     *
     * @throws IOException if the other side is gone or does not read it in time
     */
    void send(byte[] bytes, Duration timeout) throws IOException, InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        var buffer = ByteBuffer.wrap(bytes);
        try {
            while (channel.write(buffer) >= 0 && buffer.hasRemaining()) {
                if (deadline.passed()) {
                    throw new IOException("not read by the other side within " + timeout);
                }
                writable.select(deadline.left().toMillis() + 1);
                writable.selectedKeys().clear();
                if (Thread.interrupted()) {
                    throw new InterruptedException("while sending");
                }
            }
        } catch (ClosedSelectorException e) {
            throw new IOException("closed while sending", e);
        }
    }

    private void read(Listener listener) {
        var line = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(64 << 10);
        boolean delimited = false;
        String why = "the connection was closed by the other side";
        try {
            while (channel.read(buffer.clear()) >= 0) {
                buffer.flip();
                if (!buffer.hasRemaining()) {
                    readable.select();
                    readable.selectedKeys().clear();
                }
                while (buffer.hasRemaining()) {
                    int b = buffer.get() & 0xFF;
                    if (b == DELIMITER) {
                        line.reset();
                        delimited = true;
                    } else if (b == '\n') {
                        listener.line(line.toByteArray(), delimited);
                        line.reset();
                        delimited = false;
                    } else if (line.size() < LINE_BYTES_MAX) {
                        line.write(b);
                    } else {
                        throw new IOException("a line of more than " + LINE_BYTES_MAX + " bytes");
                    }
                }
            }
        } catch (IOException | ClosedSelectorException e) {
            why = e.toString();
        } finally {
            listener.end(why);
            close();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            readable.close(); // wakes the reading thread up
            writable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
