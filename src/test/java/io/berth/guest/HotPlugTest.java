package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.DiskConfig;
import io.berth.profile.Aio;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HotPlugTest {

    private static final Path IMAGE = Path.of("/images/a,b.qcow2");

    @ParameterizedTest
    @CsvSource({
        "writeback,    false, false, on",
        "writethrough, false, false, off",
        "none,         true,  false, on",
        "directsync,   true,  false, off",
        "unsafe,       false, true,  on"
    })
    void theFlagsAreOnBothNodesAndTheDevice(
            String mode, boolean direct, boolean noFlush, String writeCache) {
        CacheMode cache =
                Arrays.stream(CacheMode.values())
                        .filter(m -> m.word().equals(mode))
                        .findAny()
                        .orElseThrow();
        DiskConfig config = Guests.disk(Format.QCOW2, cache, Aio.IO_URING, true);
        String flags =
                "\"cache\":{\"direct\":%s,\"no-flush\":%s},\"read-only\":false,"
                                .formatted(direct, noFlush)
                        + "\"discard\":\"ignore\",\"detect-zeroes\":\"off\"}";
        assertThat(HotPlug.protocolNode(config, IMAGE, "p-1"))
                .hasToString(
                        "{\"driver\":\"file\",\"node-name\":\"p-1\","
                                + "\"filename\":\"/images/a,b.qcow2\",\"aio\":\"io_uring\","
                                + flags);
        assertThat(HotPlug.formatNode(config, "f-1", "p-1"))
                .hasToString(
                        "{\"driver\":\"qcow2\",\"node-name\":\"f-1\",\"file\":\"p-1\"," + flags);
        assertThat(HotPlug.device(config, "d-1", "f-1", "one", "port2", "t-1"))
                .hasToString(
                        "{\"driver\":\"virtio-blk-pci\",\"id\":\"d-1\",\"drive\":\"f-1\","
                                + "\"serial\":\"one\",\"bus\":\"port2\",\"write-cache\":\""
                                + writeCache
                                + "\",\"werror\":\"report\",\"rerror\":\"report\","
                                + "\"iothread\":\"t-1\"}");
    }

    @Test
    void aDiskWithoutIothreadNamesNone() {
        DiskConfig config = Guests.disk(Format.RAW, CacheMode.NONE, Aio.THREADS, false);
        assertThat(HotPlug.device(config, "d", "f", "s", "port1", null).has("iothread")).isFalse();
    }
}
