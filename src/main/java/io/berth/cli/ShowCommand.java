package io.berth.cli;

import io.berth.export.Conversion;
import io.berth.export.Form;
import io.berth.export.ShownDisk;
import io.berth.plan.Case;
import io.berth.plan.Plan;
import io.berth.profile.Bus;
import io.berth.profile.Nearest;
import io.berth.profile.Word;
import io.berth.results.Json;
import io.berth.results.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth show}: the disk of a case, for those who put it to use. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        header = "Show a case's disk as qemu-img, QEMU and libvirt take it.",
        description = {
            "",
            "Prints the commands that make the image (qemu-img), the arguments that attach it",
            "(qemu) or the <disk> element of a domain (libvirt). Without CASE it lists the",
            "cases. Exit code 2 if libvirt cannot express the disk. Changes nothing.",
            ""
        })
final class ShowCommand implements Callable<Integer> {

    private static final int NAMED_MAX = 10;

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "PROFILE-or-RUN",
            description = "a profile, or a run's id or directory")
    private String source;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "CASE",
            description = "a case's id, or a part of it that no other has")
    private @Nullable String part;

    @Option(
            names = "--as",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text, qemu-img, qemu or libvirt (default: ${DEFAULT-VALUE})")
    private String form;

    @Option(
            names = "--from",
            paramLabel = "BUS",
            description = {
                "with --as=libvirt: all steps that move a domain's disk",
                "from this bus (ide, sata, virtio-scsi) to the case's"
            })
    private @Nullable String from;

    @Option(
            names = "--guest",
            paramLabel = "N",
            defaultValue = "1",
            description = "whose disk, from 1 (default: ${DEFAULT-VALUE})")
    private int guest;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            defaultValue = ReportOptions.RESULTS,
            description = "where runs are kept (default: ${DEFAULT-VALUE})")
    private Path results;

    @Override
    public Integer call() {
        Form wanted = word(Form.class, "--as", form);
        Bus bus = from == null ? null : word(Bus.class, "--from", from);
        if (bus != null && wanted != Form.LIBVIRT) {
            throw wrong("--from goes with --as=libvirt");
        }
        Plan plan = plan();
        var out = spec.commandLine().getOut();
        String named = part;
        if (named == null) {
            plan.cases().forEach(c -> out.println(c.id()));
        } else {
            ShownDisk disk = new ShownDisk(find(plan.cases(), named), guest);
            out.print(bus == null ? wanted.of(disk) : Conversion.of(disk, bus));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private Plan plan() {
        Path file = Path.of(source);
        return Files.isRegularFile(file)
                ? Plans.read(file, null)
                : Json.readVersion(
                        RunDirectory.open(results, source).planFile(),
                        Plan.class,
                        Plan.SCHEMA_VERSION);
    }

    private Case find(List<Case> cases, String named) {
        List<Case> found =
                Stream.<List<Case>>of(
                                cases.stream().filter(c -> c.id().equals(named)).toList(),
                                cases.stream().filter(c -> c.id().startsWith(named)).toList(),
                                cases.stream().filter(c -> c.id().contains(named)).toList())
                        .filter(some -> !some.isEmpty())
                        .findFirst()
                        .orElseThrow(() -> wrong(none(cases, named)));
        if (found.size() > 1) {
            throw wrong(
                    "'"
                            + named
                            + "' is in the ids of "
                            + found.size()
                            + " cases; name one: "
                            + ids(found));
        }
        return found.getFirst();
    }

    private String none(List<Case> cases, String named) {
        List<String> ids = cases.stream().map(Case::id).toList();
        String hint = Nearest.hint(named, ids);
        return "there is no case '"
                + named
                + "' in "
                + source
                + (hint.isEmpty() ? "; there are: " + ids(cases) : hint);
    }

    private static String ids(List<Case> cases) {
        String first = String.join(", ", cases.stream().limit(NAMED_MAX).map(Case::id).toList());
        return cases.size() <= NAMED_MAX
                ? first
                : first + " and " + (cases.size() - NAMED_MAX) + " more";
    }

    private <E extends Enum<E> & Word> E word(Class<E> type, String option, String written) {
        return Word.find(type, written)
                .orElseThrow(
                        () ->
                                wrong(
                                        option
                                                + "="
                                                + written
                                                + ": give one of "
                                                + String.join(", ", Word.words(type))
                                                + Nearest.hint(written, Word.words(type))));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
