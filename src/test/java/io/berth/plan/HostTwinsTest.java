package io.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.profile.Contents;
import io.berth.profile.Format;
import io.berth.profile.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases of layer host: which there are, what they are set against, what they cost. */
class HostTwinsTest {

    private static final String WORKLOADS =
            "workloads:\n  - {name: mixed, rw: randrw, bs: 4k, iodepth: 4}\n";

    @TempDir Path directory;

    private Plan plan(String layers, String disk, String more) throws IOException {
        return Plans.plan(
                directory,
                """
                storage: /srv
                layers: %s
                disk: {size: 64MiB, %s}
                guests: [1, 2]
                %s%smeasure: {ramp_time: 1s, runtime: 5s, blocks: 2, seed: 3}
                """
                        .formatted(layers, disk, WORKLOADS, more));
    }

    private static List<Case> at(Plan plan, Layer layer) {
        return plan.cases().stream().filter(c -> c.layer() == layer).toList();
    }

    @Test
    void guestsThatDifferInNoFilesSettingsShareATwin() throws IOException {
        Plan plan =
                plan(
                        "[host, guest]",
                        "format: [raw, qcow2], cache: [none, writeback], aio: [io_uring, threads],"
                            + " iothread: [true, false], options: {cluster_size: [64KiB, 1MiB]}",
                        "");

        assertThat(at(plan, Layer.HOST))
                .hasSize(4)
                .allSatisfy(
                        twin -> {
                            assertThat(twin.disk().format()).isEqualTo(Format.RAW);
                            assertThat(twin.disk().image().options()).isEmpty();
                            assertThat(twin.guest()).isEqualTo(GuestConfig.NONE);
                            assertThat(twin.factors())
                                    .doesNotContainKeys(
                                            "disk.aio",
                                            "disk.bus",
                                            "disk.iothread",
                                            "guest.memory");
                        });
        Map<String, Case> twins = HostTwins.of(plan);
        assertThat(twins).hasSameSizeAs(at(plan, Layer.GUEST));
        twins.forEach(
                (id, twin) -> {
                    Case guests = plan.find(id);
                    assertThat(twin.guests()).isEqualTo(guests.guests());
                    assertThat(twin.workload()).isEqualTo(guests.workload());
                    assertThat(twin.disk().cache()).isEqualTo(guests.disk().cache());
                    assertThat(twin.disk().size()).isEqualTo(guests.disk().size());
                    assertThat(twin.disk().contents()).isEqualTo(Contents.WRITTEN);
                });
    }

    @Test
    void twinsRunInTheBlocksOfTheirGuestsAmongThem() throws IOException {
        Plan plan = plan("[host, guest]", "cache: [none, writeback]", "");
        Set<String> hosts = at(plan, Layer.HOST).stream().map(Case::id).collect(Collectors.toSet());

        assertThat(plan.blocks())
                .hasSize(2)
                .allSatisfy(
                        block -> {
                            assertThat(block.caseIds())
                                    .containsExactlyInAnyOrderElementsOf(
                                            plan.cases().stream().map(Case::id).toList());
                            assertThat(hosts.containsAll(block.caseIds().subList(0, 4)))
                                    .as("twins among guests, not before them")
                                    .isFalse();
                        });
        assertThat(plan.blocks().get(0).caseIds()).isNotEqualTo(plan.blocks().get(1).caseIds());
    }

    @Test
    void aPreallocationThatRawDoesNotHaveIsTwinnedByTheNearestAndSaysSo() throws IOException {
        Plan plan =
                plan("[host, guest]", "format: [raw, qcow2], preallocation: [metadata, full]", "");

        assertThat(at(plan, Layer.HOST))
                .extracting(c -> c.disk().preallocation().word())
                .containsOnly("off", "full");
        assertThat(plan.notes()).anyMatch(note -> note.contains("metadata is set against off"));
        assertThat(plan.exclusions())
                .as("what no guests have is said once, of them")
                .singleElement()
                .satisfies(left -> assertThat(left.combinations()).isEqualTo(2));
    }

    @Test
    void excludingADiskTakesItsTwinAndExcludingAtTheHostTakesTheTwinAlone() throws IOException {
        String none = "exclude:\n  - {disk.cache: none}\n";
        Plan withoutNone = plan("[host, guest]", "cache: [none, writeback]", none);
        Plan withoutTwins =
                plan(
                        "[host, guest]",
                        "cache: [none, writeback]",
                        "exclude:\n  - {layer: host, guests: 2}\n");

        assertThat(withoutNone.cases()).hasSize(4).allMatch(c -> !c.disk().cache().direct());
        assertThat(withoutNone.exclusions().getFirst().combinations()).isEqualTo(2);
        assertThat(at(withoutTwins, Layer.HOST)).hasSize(2).allMatch(c -> c.guests() == 1);
        assertThat(at(withoutTwins, Layer.GUEST)).hasSize(4);
        assertThat(HostTwins.of(withoutTwins)).hasSize(2);
    }

    @Test
    void anIdenticalGuestHasTheSameDigitsWithAndWithoutTwins() throws IOException {
        String disk = "cache: [none, writeback]";
        assertThat(at(plan("[host, guest]", disk, ""), Layer.GUEST))
                .extracting(c -> c.id().replaceFirst(".*-", ""))
                .containsExactlyElementsOf(
                        plan("guest", disk, "").cases().stream()
                                .map(c -> c.id().replaceFirst(".*-", ""))
                                .toList());
    }

    @Test
    void twinsOfRawGuestsTakeNoRoomOfTheirOwnAndLessTimeThanGuests() throws IOException {
        Estimate guests = plan("guest", "format: raw", "").estimate();
        Estimate both = plan("[host, guest]", "format: raw", "").estimate();
        Estimate host = plan("host", "format: raw", "").estimate();

        assertThat(both.spaceBytes()).isEqualTo(guests.spaceBytes());
        assertThat(both.measured()).isEqualTo(guests.measured().multipliedBy(2));
        assertThat(host.total()).isLessThan(guests.total());
        assertThat(plan("[host, guest]", "format: qcow2", "").estimate().spaceBytes().get("/srv"))
                .isGreaterThan(
                        plan("guest", "format: qcow2", "").estimate().spaceBytes().get("/srv"));
    }

    @Test
    void thePlanIsToldByLayer() throws IOException {
        String text = PlanText.render(plan("[host, guest]", "cache: [none, writeback]", ""));

        assertThat(text)
                .contains("In all guests:")
                .contains("disk.aio=threads")
                .contains("At the host:")
                .containsPattern("host +none +1, 2")
                .containsPattern("guest +writeback +1, 2");
        assertThat(PlanText.render(plan("guest", "cache: none", ""))).doesNotContain("At the host");
    }
}
