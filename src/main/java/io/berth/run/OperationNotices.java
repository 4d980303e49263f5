package io.berth.run;

import io.berth.host.ProcessCpu;
import io.berth.results.Notice;
import io.berth.run.OperationDraft.Cost;
import io.berth.units.Figures;
import java.util.ArrayList;
import java.util.List;

/** What a reader must know next to an operation's figures. */
final class OperationNotices {

    /** Figures within so many steps of their clock are little more than guesses. */
    private static final int STEPS_MIN = 10;

    /** bash tells CPU times in ms. */
    private static final double COMMAND_STEP_MS = 1;

    /** A process that does nothing takes some 1 ms to start and end. */
    private static final double SHORT_MS = 20;

    private OperationNotices() {}

    /** Of the commands' own times. */
    static List<Notice> ofCommands(Cost cost) {
        List<Notice> notices = resolution(cost, COMMAND_STEP_MS);
        if (cost.wallMs() < SHORT_MS) {
            notices.add(
                    new Notice(
                            "short_operation",
                            "It took "
                                    + Figures.nanos(cost.wallMs() * 1e6)
                                    + ", of which loading the program is a good part: small"
                                    + " differences mean nothing."));
        }
        return notices;
    }

    /** Of what its command lines ask for. */
    static List<Notice> ofWords(List<List<String>> commands) {
        boolean key =
                commands.stream()
                        .flatMap(List::stream)
                        .anyMatch(word -> word.startsWith("secret,id="));
        return key
                ? List.of(
                        new Notice(
                                "key_derivation",
                                "Part of it, some seconds with the default iter-time, is spent on"
                                        + " the key of LUKS whatever the image's size: deriving it"
                                        + " is slow so that guessing the passphrase is."))
                : List.of();
    }

    /** Of a QEMU process's times. */
    static List<Notice> ofQemu(Cost cost) {
        return resolution(cost, ProcessCpu.STEP_MS);
    }

    private static List<Notice> resolution(Cost cost, double stepMs) {
        List<Notice> notices = new ArrayList<>();
        double cpuMs = cost.userMs() + cost.systemMs();
        if (cpuMs < STEPS_MIN * stepMs) {
            notices.add(
                    new Notice(
                            "clock_resolution",
                            "Its CPU time, "
                                    + Figures.nanos(cpuMs * 1e6)
                                    + ", is counted in steps of "
                                    + Figures.nanos(stepMs * 1e6)
                                    + "."));
        }
        if (cost.writeBytes() == null) {
            notices.add(
                    new Notice(
                            "no_device",
                            "No block device is known under the storage directory (tmpfs, NFS,"
                                    + " overlay): what reached it is not counted."));
        }
        return notices;
    }
}
