package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoredGuestTest {

    private static final List<String> SAVED =
            List.of(
                    "qemu",
                    "-chardev",
                    "file,id=serial,append=on,path=/logs/serial.log",
                    "-chardev",
                    "socket,id=agent,server=on,wait=off,path=/run/g01.ga",
                    "-chardev",
                    "socket,id=qmp,server=on,wait=off,path=/run/g01.qmp");

    @Test
    void isTheSameMachineWithOwnSocketsAndItsPluggedDisksOnTheCommandLine() {
        List<String> line =
                RestoredGuest.commandLine(
                        SAVED,
                        List.of(
                                "{\"execute\":\"blockdev-add\",\"arguments\":{\"driver\":\"raw\"}}",
                                "{\"execute\":\"device_add\",\"arguments\":{\"bus\":\"port1\"}}"),
                        Path.of("/run/r.qmp"),
                        Path.of("/run/r.ga"),
                        Path.of("/logs/a,b/serial.log"));

        assertThat(line)
                .containsExactly(
                        "qemu",
                        "-chardev",
                        "file,id=serial,append=on,path=/logs/a,,b/serial.log",
                        "-chardev",
                        "socket,id=agent,server=on,wait=off,path=/run/r.ga",
                        "-chardev",
                        "socket,id=qmp,server=on,wait=off,path=/run/r.qmp",
                        "-blockdev",
                        "{\"driver\":\"raw\"}",
                        "-device",
                        "{\"bus\":\"port1\"}",
                        "-incoming",
                        "defer");
    }

    @Test
    void aCommandWithoutAnOptionIsRefused() {
        assertThatThrownBy(
                        () ->
                                RestoredGuest.commandLine(
                                        SAVED,
                                        List.of("{\"execute\":\"cont\"}"),
                                        Path.of("a"),
                                        Path.of("b"),
                                        Path.of("c")))
                .hasMessageContaining("cont has no option");
    }

    @Test
    void pathsAreQuotedForTheShell() {
        assertThat(GuestMemory.quoted(Path.of("/a b/it's"))).isEqualTo("'/a b/it'\\''s'");
    }
}
