package io.berth.analysis;

import io.berth.analysis.Analysis.EnvironmentRow;
import io.berth.plan.Plan;
import io.berth.results.CaseResult;
import io.berth.results.Environment;
import io.berth.results.RawFile;
import io.berth.results.RunData;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The environment as rows, and where the figures come from. */
final class Facts {

    private Facts() {}

    static List<EnvironmentRow> environment(@Nullable Environment environment) {
        if (environment == null) {
            return List.of();
        }
        List<EnvironmentRow> rows = new ArrayList<>();
        rows.add(new EnvironmentRow("run", "host", environment.host()));
        rows.add(new EnvironmentRow("run", "berth", environment.berthVersion()));
        rows.add(new EnvironmentRow("run", "collected at", environment.collectedAt().toString()));
        Environment.Hypervisor hypervisor = environment.hypervisor();
        if (hypervisor != null) {
            rows.add(new EnvironmentRow("guests", "accelerator", hypervisor.accelerator()));
            rows.add(new EnvironmentRow("guests", "accelerator because", hypervisor.reason()));
            rows.add(new EnvironmentRow("guests", "kernel", hypervisor.guestKernel()));
            rows.add(new EnvironmentRow("guests", "fio", hypervisor.guestFio()));
            Spread.of(hypervisor.bootMs())
                    .ifPresent(
                            boot ->
                                    rows.add(
                                            new EnvironmentRow(
                                                    "guests",
                                                    "boot, median of " + boot.n(),
                                                    Math.round(boot.median()) + " ms")));
        }
        environment
                .tools()
                .forEach((tool, version) -> rows.add(new EnvironmentRow("tools", tool, version)));
        environment
                .facts()
                .forEach(
                        (section, facts) ->
                                facts.forEach(
                                        (name, value) ->
                                                rows.add(
                                                        new EnvironmentRow(section, name, value))));
        return List.copyOf(rows);
    }

    static Provenance provenance(RunData run) {
        Plan plan = run.plan();
        List<RawFile> raw = run.rawFiles();
        SortedMap<String, Integer> versions = new TreeMap<>();
        versions.put("plan.json", plan.schemaVersion());
        versions.put("case.json", CaseResult.SCHEMA_VERSION);
        versions.put("analysis.json", Analysis.SCHEMA_VERSION);
        if (run.environment() != null) {
            versions.put("environment.json", run.environment().schemaVersion());
        }
        return new Provenance(
                run.directory().runId(),
                versions,
                plan.measure().seed(),
                plan.profileFile(),
                plan.profileText(),
                raw.stream()
                        .filter(
                                f ->
                                        !f.file().contains("/")
                                                || f.file().endsWith("/case.json")
                                                || f.file().endsWith("/operation.json"))
                        .map(f -> new Provenance.FileSum(f.file(), f.bytes(), f.sha256()))
                        .toList(),
                raw.size(),
                RawFile.sha256(checksums(raw)),
                List.of(
                        "./berth run " + ExactCommandLines.quoted(plan.profileFile()),
                        "./berth report " + ExactCommandLines.quoted(run.directory().runId())));
    }

    /** SHA256SUMS, whole. */
    static String checksums(List<RawFile> raw) {
        return raw.stream().map(RawFile::checksumLine).collect(Collectors.joining());
    }
}
