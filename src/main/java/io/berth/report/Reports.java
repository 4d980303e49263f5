package io.berth.report;

import io.berth.analysis.Analyses;
import io.berth.analysis.Analysis;
import io.berth.analysis.AnalysisFiles;
import io.berth.plan.Objective;
import io.berth.results.RunData;
import io.berth.results.RunDirectory;
import io.berth.results.RunReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the reports of a run from its directory alone: the same directory and templates make the
 * same bytes.
 */
public final class Reports {
    private static final String HTML_TEMPLATE = "report.ftlh";
    private static final String TEXT_TEMPLATE = "summary.ftl";

    private Reports() {}

    /**
     * What was written.
     *
     * @param files report.html first
     * @param analysis what they say
     */
    public record Written(List<Path> files, Analysis analysis) {}

    /**
     * Analyses the run and writes derived/, report.html and summary.txt, in place of those that are
     * there. Every page is rendered before any is replaced.
     *
     * @param templates the directory that holds report.ftlh and summary.ftl
     * @param objective judged in place of the plan's own; null keeps the plan's
     * @throws ReportException if a template is missing or faulty (with its line) or a file cannot
     *     be written; the old report is left as it was
     * @throws io.berth.results.ResultsException if the run directory cannot be read
     */
    public static Written write(RunDirectory run, Path templates, @Nullable Objective objective) {
        RunData data = RunReader.read(run);
        Analysis analysis = Analyses.analyse(data, objective);
        Map<Path, String> pages = render(analysis, templates, run);
        AnalysisFiles.write(data, analysis);
        pages.forEach(Reports::replace);
        return new Written(List.copyOf(pages.keySet()), analysis);
    }

    /**
     * Requires templates that can be read, before a run that they will report.
     *
     * @throws ReportException if one is missing or is no template (with its line)
     */
    public static void checkTemplates(Path templates) {
        Templates engine = new Templates(templates);
        engine.check(HTML_TEMPLATE);
        engine.check(TEXT_TEMPLATE);
    }

    private static Map<Path, String> render(Analysis analysis, Path templates, RunDirectory run) {
        Templates engine = new Templates(templates);
        Map<String, Object> model = ReportModel.of(analysis);
        Map<Path, String> pages = new LinkedHashMap<>();
        pages.put(run.reportFile(), engine.render(HTML_TEMPLATE, model));
        pages.put(run.summaryText(), engine.render(TEXT_TEMPLATE, model));
        return pages;
    }

    /** Writes a page in place of what is there, in one step. */
    static void replace(Path file, String text) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(part, text, StandardCharsets.UTF_8);
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ReportException(
                    file + ": cannot be written (" + e + "); free space or make it writable", e);
        }
    }
}
