package io.berth.cli;

import io.berth.plan.Case;
import io.berth.units.Durations;
import io.berth.units.Figures;
import java.io.PrintStream;

/**
 * A terminal: every case has one live line, rewritten in place while it runs and left behind when
 * it ends. Lines are cut at 79 columns, since a wrapped line cannot be rewritten.
 */
final class TerminalEvents extends LineEvents {

    private static final int COLUMNS_MAX = 79;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;

    TerminalEvents(PrintStream out) {
        super(out);
        this.out = out;
    }

    @Override
    public void step(String sentence) {
        live(sentence);
    }

    @Override
    public void caseStarted(Case c, int block) {
        live(position(c, block) + "  preparing");
    }

    @Override
    public void phase(Case c, int block, String phase) {
        live(position(c, block) + "  " + phase);
    }

    @Override
    public void load(Case c, int block, double iops) {
        live(position(c, block) + "  " + Figures.grouped(Math.round(iops)) + " IOPS" + times());
    }

    @Override
    protected void print(String line) {
        out.print(CLEAR_LINE);
        super.print(line);
    }

    private String position(Case c, int block) {
        return "[%d/%d] %s b%02d".formatted(done() + 1, total(), c.id(), block);
    }

    private String times() {
        return "  ("
                + Durations.display(elapsed())
                + (remaining().isZero() ? "" : ", " + Durations.display(remaining()) + " left")
                + ")";
    }

    private void live(String line) {
        out.print(CLEAR_LINE + (line.length() > COLUMNS_MAX ? cut(line) : line));
        out.flush();
    }

    private static String cut(String line) {
        return line.substring(0, COLUMNS_MAX - 1) + "…";
    }
}
