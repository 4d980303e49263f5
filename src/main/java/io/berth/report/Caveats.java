package io.berth.report;

import io.berth.analysis.Analysis;
import io.berth.analysis.Analysis.NoticeFigure;
import io.berth.analysis.Analysis.NoticeRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The notices as the page says them: one paragraph each, with a table where cases differ. */
final class Caveats {

    /** The figures of more cases than these stand in a table, the cases of fewer in the text. */
    private static final int MOST_IN_TEXT = 3;

    private Caveats() {}

    /** name, text, where (empty if about the run) and, of many cases with figures, table. */
    static List<Map<String, Object>> of(Analysis analysis) {
        Map<String, String> labels = new HashMap<>();
        analysis.cases().forEach(c -> labels.put(c.id(), c.label()));
        List<Map<String, Object>> caveats = new ArrayList<>();
        for (NoticeRow notice : analysis.notices()) {
            boolean tabled = notice.figures().size() > MOST_IN_TEXT;
            Map<String, Object> caveat = new LinkedHashMap<>();
            String text = notice.text();
            caveat.put("name", Phrases.capital(NoticeNames.of(notice.code())));
            caveat.put("text", text.endsWith(".") ? text : text + ".");
            caveat.put("where", where(notice, tabled, labels, analysis.cases().size()));
            if (tabled) {
                caveat.put("table", table(notice, labels));
            }
            caveats.add(caveat);
        }
        return caveats;
    }

    private static String where(
            NoticeRow notice, boolean tabled, Map<String, String> labels, int allCases) {
        int cases = notice.cases().size();
        if (cases == 0) {
            return "";
        }
        String where = "In " + cases + " of " + allCases + " cases";
        if (tabled || cases == allCases) {
            return where + ".";
        }
        List<String> named =
                notice.cases().stream()
                        .limit(MOST_IN_TEXT)
                        .map(id -> labels.getOrDefault(id, id))
                        .toList();
        int more = cases - named.size();
        return where
                + ": "
                + String.join("; ", named)
                + (more > 0 ? "; and " + more + " more." : ".");
    }

    private static Table table(NoticeRow notice, Map<String, String> labels) {
        TableBuilder<NoticeFigure> table =
                new TableBuilder<>(notice.figures())
                        .text("case", f -> labels.getOrDefault(f.caseId(), f.caseId()));
        String name = NoticeNames.figure(notice.code());
        table.figure(name, Scale.SHARE, f -> f.share().median());
        if (notice.figures().stream().map(NoticeFigure::share).anyMatch(s -> s.n() > 1)) {
            table.figure("lowest block", Scale.SHARE, f -> f.share().min())
                    .figure("highest block", Scale.SHARE, f -> f.share().max());
        }
        return table.build(Phrases.capital(NoticeNames.of(notice.code())) + ", case by case", "")
                .first(ReportModel.ROWS_MAX, ReportModel.ANALYSIS);
    }
}
