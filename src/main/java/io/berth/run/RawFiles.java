package io.berth.run;

import io.berth.fio.Measured;
import io.berth.fio.Measured.GuestFiles;
import io.berth.fio.TwinJob;
import io.berth.guest.Guest;
import io.berth.host.Commands;
import io.berth.latency.HistogramFiles;
import io.berth.latency.IntervalHistogram;
import io.berth.results.HostSample;
import io.berth.results.ResultsException;
import io.berth.results.RunDirectory;
import io.berth.results.SamplesCsv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;

/** Writes a case's raw files as they come; case.json and the journal's line follow them. */
final class RawFiles {

    private final RunDirectory run;

    RawFiles(RunDirectory run) {
        this.run = run;
    }

    /** qemu.txt: each guest's command line, and how its disk was plugged in. */
    void commandLines(String caseId, int block, List<GuestPart> parts) {
        StringBuilder text = new StringBuilder();
        for (GuestPart part : parts) {
            text.append("# guest ").append(part.guest().number()).append('\n');
            text.append(Commands.commandLine(part.guest().commandLine())).append('\n');
            part.disk().commands().forEach(command -> text.append(command).append('\n'));
            text.append('\n');
        }
        write(qemu(caseId, block), utf8(text.toString()));
        for (GuestPart part : parts) {
            Path directory = guest(caseId, block, part.guest().number());
            write(directory.resolve("job.fio"), utf8(part.job().jobFile()));
        }
    }

    /** What took the snapshots, after the rest of qemu.txt. */
    void snapshots(String caseId, int block, List<GuestPart> parts, LiveSnapshots snapshots) {
        StringBuilder text = new StringBuilder();
        for (GuestPart part : parts) {
            List<String> commands = snapshots.commands(part.guest().number());
            if (!commands.isEmpty()) {
                text.append("# snapshot of guest ").append(part.guest().number()).append('\n');
                commands.forEach(command -> text.append(command).append('\n'));
                text.append('\n');
            }
        }
        Path file = qemu(caseId, block);
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be written: " + e, e);
        }
    }

    private Path qemu(String caseId, int block) {
        return run.caseDirectory(caseId, block).resolve("qemu.txt");
    }

    /** fio.json and fio's own histogram logs. */
    void fioFiles(String caseId, int block, List<GuestPart> parts, List<GuestFiles> left) {
        for (GuestFiles files : left) {
            Path directory = guest(caseId, block, files.guest());
            write(directory.resolve("fio.json"), files.json());
            files.histLogs().forEach((name, bytes) -> write(directory.resolve(name), bytes));
        }
        serialLogs(caseId, block, parts.stream().map(GuestPart::guest).toList());
    }

    /** serial.log: what each guest's kernel has printed since it booted. */
    void serialLogs(String caseId, int block, List<Guest> guests) {
        for (Guest guest : guests) {
            Path target = guest(caseId, block, guest.number()).resolve("serial.log");
            if (Files.isReadable(guest.serialLog()) && !Files.exists(target)) {
                try {
                    Files.copy(guest.serialLog(), target);
                } catch (IOException e) {
                    throw new ResultsException(target + ": cannot be written: " + e, e);
                }
            }
        }
    }

    void samples(String caseId, int block, List<HostSample> samples) {
        SamplesCsv.write(run.samplesFile(caseId, block), samples);
    }

    /** The guests' *.hlog files. */
    void histograms(String caseId, int block, Measured.Outcome outcome) {
        outcome.histograms()
                .forEach(
                        (guest, files) -> {
                            for (var file : files.entrySet()) {
                                write(
                                        guest(caseId, block, guest).resolve(file.getKey()),
                                        utf8(HistogramFiles.text(file.getValue())));
                            }
                        });
    }

    /** job.fio of each twin at the host. */
    void twinJobs(String caseId, int block, List<TwinJob> twins) {
        for (int guest = 1; guest <= twins.size(); guest++) {
            Path directory = made(run.twinDirectory(caseId, block, guest));
            write(directory.resolve("job.fio"), utf8(twins.get(guest - 1).text()));
        }
    }

    /** What the engine says of all twins' jobs, as fio's json+, and their *.hlog files. */
    void engine(
            String caseId,
            int block,
            String json,
            SortedMap<Integer, SortedMap<String, List<IntervalHistogram>>> histograms) {
        write(made(run.hostDirectory(caseId, block)).resolve("engine.json"), utf8(json));
        histograms.forEach(
                (guest, files) ->
                        files.forEach(
                                (name, intervals) ->
                                        write(
                                                run.twinDirectory(caseId, block, guest)
                                                        .resolve(name),
                                                utf8(HistogramFiles.text(intervals)))));
    }

    private Path guest(String caseId, int block, int guest) {
        return made(run.guestDirectory(caseId, block, guest));
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ResultsException(directory + ": cannot be made: " + e, e);
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new ResultsException(file + ": cannot be written: " + e, e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
