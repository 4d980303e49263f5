package io.berth.image;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A client of a network block device's export on a unix socket, for one thread.
 *
 * <p>Fixed newstyle negotiation and simple replies, all integers big-endian, as the protocol's
 * {@code doc/proto.md} (github.com/NetworkBlockDevice/nbd) has them. Several writes are in flight;
 * a failed one is told by a later call. Nothing here waits with a limit: whoever serves the socket
 * must be ended from outside, which ends every wait here.
 */
final class NbdClient implements AutoCloseable {

    private static final long GREETING = 0x4e42444d41474943L;
    private static final long OPTION = 0x49484156454f5054L;
    private static final long OPTION_REPLY = 0x3e889045565a9L;
    private static final int FLAGS_FIXED_NO_ZEROES = 3;
    private static final int OPT_GO = 7;
    private static final int REP_ACK = 1;
    private static final int REP_INFO = 3;
    private static final int REQUEST = 0x25609513;
    private static final int SIMPLE_REPLY = 0x67446698;
    private static final short CMD_READ = 0;
    private static final short CMD_WRITE = 1;
    private static final short CMD_DISCONNECT = 2;
    private static final short CMD_FLUSH = 3;
    private static final int REQUEST_BYTES = 28;
    private static final int REPLY_BYTES = 16;

    /** Enough to keep a disk busy; QEMU's server reads 16 requests ahead (nbd/server.c). */
    private static final int IN_FLIGHT_MAX = 8;

    private final SocketChannel channel;
    private int inFlight;

    /**
     * The server said no.
     *
     * @see #errno()
     */
    static final class NbdException extends IOException {

        @java.io.Serial private static final long serialVersionUID = 1L;

        private final int errno;

        NbdException(String what, int errno) {
            super(what + " failed with errno " + errno);
            this.errno = errno;
        }

        /** NBD's numbers are Linux's. */
        int errno() {
            return errno;
        }
    }

    private NbdClient(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects to an export. */
    static NbdClient connect(Path socket, String export) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            NbdClient client = new NbdClient(channel);
            client.negotiate(export);
            return client;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void negotiate(String export) throws IOException {
        ByteBuffer greeting = read(18);
        require(greeting.getLong() == GREETING && greeting.getLong() == OPTION, "a greeting");
        byte[] name = export.getBytes(StandardCharsets.UTF_8);
        ByteBuffer go = ByteBuffer.allocate(4 + 16 + 4 + name.length + 2);
        go.putInt(FLAGS_FIXED_NO_ZEROES).putLong(OPTION).putInt(OPT_GO);
        go.putInt(4 + name.length + 2).putInt(name.length).put(name).putShort((short) 0);
        write(go.flip());
        int reply;
        do {
            ByteBuffer head = read(20);
            require(head.getLong() == OPTION_REPLY && head.getInt() == OPT_GO, "an answer to GO");
            reply = head.getInt();
            ByteBuffer told = read(head.getInt());
            require(
                    reply == REP_ACK || reply == REP_INFO,
                    "the export: " + StandardCharsets.UTF_8.decode(told));
        } while (reply != REP_ACK);
    }

    /** Writes a buffer, from 0 to its limit, at an offset; it may be used again at once. */
    void write(ByteBuffer data, long offset) throws IOException {
        request(CMD_WRITE, offset, data.limit());
        write(data.rewind());
        while (inFlight >= IN_FLIGHT_MAX) {
            reply("writing");
        }
    }

    /** Fills a buffer, from 0 to its limit, with what is at an offset. */
    void read(ByteBuffer data, long offset) throws IOException {
        settle();
        request(CMD_READ, offset, data.limit());
        reply("reading at " + offset);
        data.rewind();
        readInto(data);
        data.rewind();
    }

    /** Waits for all writes, then flushes them. */
    void flush() throws IOException {
        settle();
        request(CMD_FLUSH, 0, 0);
        reply("flushing");
    }

    private void settle() throws IOException {
        while (inFlight > 0) {
            reply("writing");
        }
    }

    private void request(short command, long offset, int length) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(REQUEST_BYTES);
        request.putInt(REQUEST).putShort((short) 0).putShort(command);
        request.putLong(0).putLong(offset).putInt(length);
        write(request.flip());
        inFlight++;
    }

    private void reply(String what) throws IOException {
        ByteBuffer reply = read(REPLY_BYTES);
        require(reply.getInt() == SIMPLE_REPLY, "a simple reply");
        inFlight--;
        int errno = reply.getInt();
        if (errno != 0) {
            throw new NbdException(what, errno);
        }
    }

    private ByteBuffer read(int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        readInto(buffer);
        return buffer.flip();
    }

    private void readInto(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
    }

    private void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void require(boolean expected, String what) throws IOException {
        if (!expected) {
            throw new IOException("the NBD server did not send what it should: " + what);
        }
    }

    /** Says goodbye and closes the connection. */
    @Override
    public void close() throws IOException {
        try (channel) {
            request(CMD_DISCONNECT, 0, 0);
        }
    }
}
