package io.berth.plan;

/** A plan for a person at a terminal of 80 columns. */
public final class PlanText {

    private PlanText() {}

    /** Cases, exclusions with their reasons, blocks, time and space, each line ended. */
    public static String render(Plan plan) {
        throw new UnsupportedOperationException(plan.profile());
    }
}
