package io.berth.analysis;

import io.berth.plan.Exclusion;
import io.berth.results.OfLayer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a report of one run says, as plain data: derived/analysis.json. Numbers carry
 * their unit in the name; sentences are finished; lists are in the order in which they are shown.
 *
 * @param answer in words, the most important first
 * @param cases every planned case once, in the plan's order
 * @param comparisons every pair of cases that differs in exactly one factor of the disk
 * @param scaling by disk configuration and workload: rising guest counts
 * @param curves percentile curves, from merged histograms
 * @param effective by disk configuration: what was asked for and what was read back
 * @param operations every planned operation once, in the plan's order
 * @param operationComparisons pairs of operations that differ in one thing
 * @param snapshots by case, block, guest and operation: what a live snapshot did to it
 * @param layers guests against their twins at the host; null in a run without both
 * @param failures every planned case and block that did not complete, with its reason
 * @param notices by code, each once; the plan's own notes each for itself
 */
public record Analysis(
        int schemaVersion,
        Header header,
        List<Sentence> answer,
        List<CaseFigures> cases,
        List<Comparison> comparisons,
        List<Ladder> scaling,
        List<Curve> curves,
        List<ImageFigures> images,
        List<EffectiveRow> effective,
        List<Exclusion> exclusions,
        List<Failure> failures,
        List<NoticeRow> notices,
        List<EnvironmentRow> environment,
        Provenance provenance,
        ExactCommands exactCommands,
        List<OperationFigures> operations,
        List<OperationComparison> operationComparisons,
        List<SnapshotFigures> snapshots,
        @OfLayer @Nullable List<LayerFigures> layers) {

    /** The version of analysis.json's layout. */
    public static final int SCHEMA_VERSION = 1;

    /**
     * A planned case and block without a measurement.
     *
     * @param label the case in words
     * @param status failed, skipped or pending
     * @param reason why, with the remedy
     */
    public record Failure(String caseId, String label, int block, String status, String reason) {}

    /**
     * A notice and where it applies.
     *
     * @param code for machines, as in case.json; the run's own have codes too
     * @param text one sentence; where cases differ, with the range of their figures
     * @param cases the cases it was made for, in the plan's order; empty if it is about the run
     * @param figures what the notice was made for, by case; empty if it has no figure
     */
    public record NoticeRow(
            String code, String text, List<String> cases, List<NoticeFigure> figures) {}

    /**
     * The figure behind a notice in one case.
     *
     * @param share 0 to 1: of CPU time busy or stolen, or of the guests' bytes that the device
     *     moved
     */
    public record NoticeFigure(String caseId, Spread share) {}

    /** One fact about the machine or the tools. */
    public record EnvironmentRow(String section, String name, String value) {}
}
