package io.berth.cli;

import io.berth.plan.Case;
import io.berth.plan.OperationCase;
import io.berth.plan.Plan;
import io.berth.results.CaseResult;
import io.berth.results.OperationResult;
import io.berth.units.Durations;
import io.berth.units.Figures;
import io.berth.units.Lines;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A terminal: every case has one live line, rewritten in place each second while it runs, and left
 * behind as its result when it ends. The line takes 77 columns; a narrower terminal cuts it, since
 * a wrapped line cannot be rewritten.
 */
final class TerminalEvents extends LineEvents {

    static final int COLUMNS = 80;

    /** Room for the "^C" that the terminal itself adds: were that to wrap, the line would stay. */
    private static final int LIVE_COLUMNS = COLUMNS - 3;

    /** Of a case's id on the live line, at least. */
    private static final int ID_COLUMNS_MIN = 12;

    /** ECMA-48 EL, after a return to the first column. */
    private static final String CLEAR_LINE = "\r\033[K";

    /** DECAWM: a terminal that is narrower than the line cuts it, where it would wrap it. */
    private static final String WRAP_OFF = "\033[?7l";

    private static final String WRAP_ON = "\033[?7h";

    private final PrintStream out;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("berth-live-line").factory());
    private @Nullable Running running;
    private int block;
    private long caseStartedNanos;
    private String doing = "";
    private boolean live;

    /**
     * The case or operation of the live line.
     *
     * @param measured ramp and runtime; zero for an operation, whose time nobody knows
     */
    private record Running(String id, Duration measured) {}

    TerminalEvents(PrintStream out) {
        super(out);
        this.out = out;
    }

    @Override
    public synchronized void started(Plan plan, Path directory, int pending) {
        super.started(plan, directory, pending);
        clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void step(String sentence) {
        show(sentence);
    }

    @Override
    public synchronized void caseStarted(Case c, int number) {
        begin(c.id(), Pace.measured(c), number);
    }

    private void begin(String id, Duration measured, int number) {
        running = new Running(id, measured);
        block = number;
        caseStartedNanos = System.nanoTime();
        show("preparing");
    }

    @Override
    public synchronized void phase(Case c, int number, String phase) {
        show(phase);
    }

    @Override
    public synchronized void load(Case c, int number, double iops) {
        show(Figures.grouped(Math.round(iops)) + " IOPS");
    }

    @Override
    public synchronized void caseEnded(Case c, int number, CaseResult result) {
        running = null;
        super.caseEnded(c, number, result);
    }

    @Override
    public synchronized void operationStarted(OperationCase operation, int number) {
        begin(operation.id(), Duration.ZERO, number);
    }

    @Override
    public synchronized void operationPhase(OperationCase operation, int number, String phase) {
        show(phase);
    }

    @Override
    public synchronized void operationEnded(
            OperationCase operation, int number, OperationResult result) {
        running = null;
        super.operationEnded(operation, number, result);
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        clear();
    }

    @Override
    public synchronized void ended(Path directory, int failed, int pending) {
        clock.shutdownNow();
        super.ended(directory, failed, pending);
    }

    @Override
    protected synchronized void print(String line) {
        clear();
        super.print(line);
    }

    @Override
    protected synchronized void text(String sentence) {
        Lines.wrap(sentence, COLUMNS).forEach(this::print);
    }

    private void show(String what) {
        doing = what;
        live = true;
        draw();
    }

    private synchronized void tick() {
        if (live) {
            draw();
        }
    }

    private void draw() {
        Running now = running;
        Duration left = left();
        String times =
                "  ("
                        + Durations.display(elapsed())
                        + (left.isZero() ? "" : ", " + Durations.display(left) + " left")
                        + ")";
        String line =
                now == null
                        ? fit("", "", "", doing, times)
                        : fit(
                                "[" + (done() + 1) + "/" + total() + "] ",
                                name(now),
                                " b%02d  ".formatted(block),
                                doing,
                                times);
        out.print(CLEAR_LINE + WRAP_OFF + line + WRAP_ON);
        out.flush();
    }

    /** The id without its hash: the result's line has it. */
    private static String name(Running now) {
        return now.id().replaceFirst("-[0-9a-f]{8}$", "");
    }

    private Duration left() {
        Pace pace = pace();
        if (pace == null) {
            return Duration.ZERO;
        }
        Running now = running;
        return now == null
                ? pace.left()
                : pace.left(now.measured(), Duration.ofNanos(System.nanoTime() - caseStartedNanos));
    }

    /**
     * One line of 77 columns at most: what is done comes short before the times do, the case's name
     * before both.
     */
    static String fit(String head, String name, String of, String what, String times) {
        int room = LIVE_COLUMNS - head.length() - of.length() - times.length();
        String done = end(what, Math.max(1, room - Math.min(name.length(), ID_COLUMNS_MIN)));
        String line = head + middle(name, Math.max(1, room - done.length())) + of + done + times;
        return end(line, LIVE_COLUMNS);
    }

    /** Without its middle, where it is too long. */
    private static String middle(String text, int columns) {
        int end = columns / 2;
        return text.length() <= columns
                ? text
                : text.substring(0, columns - 1 - end) + "…" + text.substring(text.length() - end);
    }

    /** Without its end, where it is too long. */
    private static String end(String text, int columns) {
        return text.length() <= columns ? text : text.substring(0, columns - 1) + "…";
    }

    private void clear() {
        if (live) {
            live = false;
            out.print(CLEAR_LINE);
            out.flush();
        }
    }
}
