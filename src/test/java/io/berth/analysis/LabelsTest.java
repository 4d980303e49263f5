package io.berth.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.results.RunFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelsTest {

    @Test
    void onlyWhatVariesIsSaid() {
        Plan plan = RunFixture.smallPlan();
        Labels labels = new Labels(plan);
        assertThat(plan.cases().stream().map(labels::label))
                .containsExactly(
                        "cache=none, 1 guest",
                        "cache=none, 2 guests",
                        "cache=writeback, 1 guest",
                        "cache=writeback, 2 guests");
    }

    /** A list within a workload makes several of one name, which are no rungs of one ladder. */
    @Test
    void workloadsOfOneNameAreToldApartByTheirOptions() {
        Plan plan = RunFixture.smallPlan();
        List<Case> cases = new ArrayList<>();
        for (String bs : List.of("4k", "64k")) {
            Case first = plan.cases().getFirst();
            SortedMap<String, String> factors = new TreeMap<>(first.factors());
            factors.put("workload.bs", bs);
            cases.add(
                    new Case(
                            "raw-" + bs,
                            first.layer(),
                            first.storage(),
                            first.disk(),
                            first.guest(),
                            first.guests(),
                            first.workload(),
                            first.pageCache(),
                            factors));
        }
        Labels labels = new Labels(with(plan, cases));
        assertThat(cases.stream().map(labels::workload))
                .containsExactly("randread, bs=4k", "randread, bs=64k");
        assertThat(cases.stream().map(labels::label))
                .containsExactly(
                        "raw, cache=none, randread, bs=4k, 1 guest",
                        "raw, cache=none, randread, bs=64k, 1 guest");
        assertThat(cases.stream().map(labels::configurationKey).distinct()).hasSize(1);
    }

    private static Plan with(Plan plan, List<Case> cases) {
        return new Plan(
                plan.schemaVersion(),
                plan.profile(),
                plan.purpose(),
                plan.profileFile(),
                plan.profileText(),
                cases,
                plan.operations(),
                plan.blocks(),
                plan.exclusions(),
                plan.measure(),
                plan.objective(),
                plan.estimate(),
                plan.notes());
    }
}
