package io.berth.report;

import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateHTMLOutputModel;
import freemarker.template.TemplateModelException;
import io.berth.report.chart.Chart;
import java.util.List;

/**
 * Small multiples that belong together, and the table of what they show.
 *
 * @param id the anchor in the page
 * @param title what it says, with figures
 * @param note what else a reader must know; empty if nothing
 * @param charts SVG elements, which are not escaped again
 * @param wide whether each chart takes the width of several
 */
public record Figure(
        String id,
        String title,
        String note,
        List<TemplateHTMLOutputModel> charts,
        Table table,
        boolean wide) {
    static Figure of(
            String id, String title, String note, List<? extends Chart> charts, Table table) {
        return of(id, title, note, charts, table, false);
    }

    static Figure wide(
            String id, String title, String note, List<? extends Chart> charts, Table table) {
        return of(id, title, note, charts, table, true);
    }

    private static Figure of(
            String id,
            String title,
            String note,
            List<? extends Chart> charts,
            Table table,
            boolean wide) {
        return new Figure(
                id,
                title,
                note,
                charts.stream().map(c -> markup(c.svg())).toList(),
                table.first(ReportModel.ROWS_MAX, ReportModel.SUMMARY),
                wide);
    }

    private static TemplateHTMLOutputModel markup(String svg) {
        try {
            return HTMLOutputFormat.INSTANCE.fromMarkup(svg);
        } catch (TemplateModelException e) {
            throw new IllegalStateException(e);
        }
    }
}
