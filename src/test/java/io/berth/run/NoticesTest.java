package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Case;
import io.berth.results.GuestResult;
import io.berth.results.HostUse;
import io.berth.results.Notice;
import io.berth.results.OpResult;
import io.berth.results.RunFixture;
import io.berth.results.Window;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NoticesTest {

    /** Ten seconds, of which fio's whole rows cover nine: 90 MB counted, 100 MB read. */
    private static final Window WINDOW = new Window(0, 10_000, 1, 0, 0);

    private static final GuestResult GUEST =
            new GuestResult(
                    1,
                    7,
                    0,
                    0,
                    0,
                    0,
                    List.of(
                            new OpResult(
                                    "read", 9000, 90_000_000, 9, 1000, 10e6, new TreeMap<>())));

    private static final Case WRITTEN = RunFixture.smallPlan().cases().getFirst();

    @Test
    void aThirdOfTheReadsFromRamIsSaid() {
        assertThat(notices(67_000_000))
                .singleElement()
                .satisfies(
                        notice -> {
                            assertThat(notice.code()).isEqualTo("ram_served");
                            assertThat(notice.text()).contains("the device supplied 67 %");
                        });
    }

    @Test
    void readsThatAllCameFromTheDeviceAreNotNoticed() {
        assertThat(notices(98_500_000)).isEmpty();
    }

    @Test
    void theDeviceIsComparedWithTheWindowAndNotWithWholeRows() {
        // 85 MB are 94 % of the 90 MB in the rows, but 85 % of what was read in the window.
        assertThat(notices(85_000_000)).extracting(Notice::code).containsExactly("ram_served");
    }

    private static List<Notice> notices(long deviceReadBytes) {
        HostUse host =
                new HostUse(
                        10,
                        0.5,
                        0,
                        0.5,
                        0,
                        0.1,
                        60.0,
                        0.01,
                        "vda",
                        deviceReadBytes,
                        0,
                        9000,
                        0,
                        0.5,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        return Notices.of(WRITTEN, List.of(GUEST), WINDOW, host);
    }
}
