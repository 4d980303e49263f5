package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.DiskConfig;
import io.berth.profile.Aio;
import io.berth.profile.CacheMode;
import io.berth.profile.Format;
import io.berth.results.EffectiveDisk;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectiveReaderTest {

    private static final DiskConfig NONE =
            Guests.disk(Format.RAW, CacheMode.NONE, Aio.NATIVE, false);
    private static final HotPlug.Seen SEEN = new HotPlug.Seen("vdb", 64 << 20, "write back");

    @Test
    void whatIsAsAskedForHasNoMismatch() {
        EffectiveDisk disk =
                new EffectiveReader.Found(
                                List.of("02140002"),
                                true,
                                true,
                                false,
                                true,
                                false,
                                "native",
                                "raw",
                                SEEN)
                        .against(3, NONE);
        assertThat(disk.mismatches()).isEmpty();
        assertThat(disk.guest()).isEqualTo(3);
        assertThat(disk.oDirect()).isTrue();
        assertThat(disk.fdFlagsOctal()).isEqualTo("02140002");
    }

    @Test
    void aDescriptorWithoutODirectIsAMismatchWhateverQmpSays() {
        EffectiveDisk disk =
                new EffectiveReader.Found(
                                List.of("02100002"),
                                true,
                                true,
                                false,
                                true,
                                false,
                                "native",
                                "raw",
                                SEEN)
                        .against(1, NONE);
        assertThat(disk.mismatches())
                .containsExactly("O_DIRECT of the image's fd is false, not true");
    }

    @Test
    void everyOtherDifferenceIsNamed() {
        EffectiveDisk disk =
                new EffectiveReader.Found(
                                List.of(),
                                false,
                                false,
                                true,
                                false,
                                true,
                                "threads (no AIO ring)",
                                "qcow2",
                                new HotPlug.Seen("vdb", 512, "write through"))
                        .against(1, NONE);
        assertThat(disk.mismatches())
                .containsExactly(
                        "QEMU has no file descriptor of the image",
                        "cache.direct of the protocol node is false, not true",
                        "cache.direct of the format node is false, not true",
                        "cache.no-flush of the protocol node is true, not false",
                        "cache.no-flush of the format node is true, not false",
                        "the device's write cache is false, not true",
                        "the guest's write_cache is write through, not write back",
                        "aio is threads (no AIO ring), not native",
                        "format is qcow2, not raw",
                        "size in the guest is 512, not 67108864");
    }
}
