package io.berth.analysis;

import io.berth.analysis.Analysis.NoticeRow;
import io.berth.results.CaseResult;
import io.berth.results.Notice;
import io.berth.results.RunData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a reader must know, each once, with the cases that it is about. */
final class Notices {

    private Notices() {}

    static List<NoticeRow> of(RunData run) {
        List<NoticeRow> rows = new ArrayList<>();
        for (String note : run.plan().notes()) {
            rows.add(new NoticeRow("plan", note, List.of()));
        }
        if (run.torn() != null) {
            rows.add(
                    new NoticeRow(
                            "torn_journal",
                            "The journal's last line was torn by a crash and is not counted: "
                                    + run.torn(),
                            List.of()));
        }
        Map<Notice, Set<String>> cases = new LinkedHashMap<>();
        for (CaseResult result : run.results()) {
            for (Notice notice : result.notices()) {
                cases.computeIfAbsent(notice, key -> new LinkedHashSet<>()).add(result.caseId());
            }
        }
        cases.forEach(
                (notice, ids) ->
                        rows.add(new NoticeRow(notice.code(), notice.text(), List.copyOf(ids))));
        return List.copyOf(rows);
    }
}
