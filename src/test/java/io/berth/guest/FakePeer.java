package io.berth.guest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The other end of a socket: greets, and answers each line that comes by a function. */
final class FakePeer implements AutoCloseable {

    /** What is sent to hang up. */
    static final byte[] HANG_UP = {};

    private final ServerSocketChannel server;

    FakePeer(Path socket, String greeting, Function<String, List<byte[]>> answers)
            throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(() -> serve(greeting, answers));
    }

    static byte[] text(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void serve(String greeting, Function<String, List<byte[]>> answers) {
        try (SocketChannel channel = server.accept()) {
            channel.write(ByteBuffer.wrap(greeting.getBytes(StandardCharsets.UTF_8)));
            var line = new ByteArrayOutputStream();
            var one = ByteBuffer.allocate(1);
            while (channel.read(one.clear()) == 1) {
                if (one.get(0) != '\n') {
                    line.write(one.get(0));
                    continue;
                }
                for (byte[] answer : answers.apply(line.toString(StandardCharsets.ISO_8859_1))) {
                    if (answer.length == 0) {
                        return;
                    }
                    channel.write(ByteBuffer.wrap(answer));
                }
                line.reset();
            }
        } catch (IOException e) {
            System.err.println("fake peer: " + e); // the client has gone, which tests do
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
