package io.berth.plan;

import io.berth.profile.ProfileReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ShippedPlansTest {

    private static Plan plan(String name) {
        return Planner.plan(ProfileReader.read(Path.of("profiles", name + ".yaml")));
    }

    @Test
    void print() {
        for (String n :
                java.util.List.of(
                        "quickstart", "cache-none-vs-writeback", "preallocation", "full-matrix")) {
            System.out.println(PlanText.render(plan(n)));
            System.out.println(
                    plan(n).cases().getFirst().id() + " " + plan(n).cases().getLast().id());
        }
    }
}
