package io.berth.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command line says to a person at a terminal of 80 columns. */
class CommandLineTest {

    private record Answer(int status, String out, String err) {}

    @TempDir private Path directory;

    private static Answer berth(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Answer(status, out.toString(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "plan", "report", "show", "engine", "calibrate"})
    void theListOfCommandsDescribesEachInOneWholeSentence(String command) {
        String header = String.join("", headerOf(command));

        assertThat(header).endsWith(".").hasSizeLessThan(70);
        assertThat(berth("--help").out().lines())
                .anyMatch(line -> line.strip().matches(command + " +" + header));
    }

    private static List<String> headerOf(String command) {
        CommandLine found = requireNonNull(Main.commandLine().getSubcommands().get(command));
        return List.of(found.getCommandSpec().usageMessage().header());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "plan", "report", "show", "engine", "calibrate"})
    void helpFitsTheTerminalAndHelpCommandSaysTheSame(String command) {
        Answer help = command.isEmpty() ? berth("--help") : berth(command, "--help");
        Answer same = command.isEmpty() ? berth("help") : berth("help", command);

        assertThat(help.status()).isZero();
        assertThat(help.out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(same.out()).isEqualTo(help.out());
    }

    @ParameterizedTest
    @CsvSource({"rnu,run", "plann,plan", "reprot,report", "hlep,help"})
    void anUnknownCommandNamesTheNearest(String wrong, String meant) {
        Answer answer = berth(wrong, "x.yaml");

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err())
                .startsWith("berth: there is no command '" + wrong + "'; did you mean '" + meant);
    }

    @Test
    void anUnknownOptionNamesTheNearest() {
        Answer answer = berth("run", "--resumee", "r1");

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("'--resumee'", "--resume", "berth run --help");
    }

    @ParameterizedTest
    @CsvSource({
        "--storage,/tmp,--storage: the run stays where it began",
        "--run-id,other,--run-id: the run has its own"
    })
    void resumeRefusesWhatItWouldIgnore(String option, String value, String why) {
        Answer answer = berth("run", "--resume", "r1", option, value);

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("--resume goes without " + why);
    }

    @ParameterizedTest
    @CsvSource({
        "--grid,randred,there is no grid or row",
        "--pairs,0,--pairs 0: write 1 to 1000",
        "--size,1MiB,at least 64MiB",
        "--runtime,0.5,is no time",
        "--runtime,0,--runtime 0: write 500ms to 1h"
    })
    void calibrateRefusesWhatItCannotDo(String option, String value, String why) {
        Answer answer = berth("calibrate", "--plan", option, value, directory.toString());

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains(why);
    }

    @Test
    void calibratePlanSaysRowsTimeAndRoomAndMakesNothing() throws Exception {
        Path missing = directory.resolve("not/there");
        Answer answer = berth("calibrate", "--plan", "--quick", missing.toString());

        assertThat(answer.status()).isZero();
        assertThat(answer.out())
                .contains("randread-4k-qd32 ", "time  about 2 min", "room  1.25 GiB", "no verdicts")
                .contains("run   fio --name=randread-4k-qd1", " engine --name=randread-4k-qd1");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void templatesThatAreMissingAreToldBeforeTheRunAndNotAfterIt() throws Exception {
        Path profile = directory.resolve("p.yaml");
        Files.writeString(
                profile, "name: p\ndisk: {size: 64MiB}\nworkloads: [{name: w, rw: read}]\n");

        Answer answer =
                berth(
                        "run",
                        profile.toString(),
                        "--results",
                        directory.resolve("results").toString(),
                        "--templates",
                        directory.toString());

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("report.ftlh: there is no such template");
        assertThat(directory.resolve("results")).doesNotExist();
    }

    @Test
    void theCacheIsWhereXdgSaysThenUnderHomeThenUnderTheHomeOfPasswd() {
        assertThat(Caches.appliance(Map.of("XDG_CACHE_HOME", "/c", "HOME", "/h"), "/p"))
                .isEqualTo(Path.of("/c/berth"));
        assertThat(Caches.appliance(Map.of("XDG_CACHE_HOME", "c", "HOME", "/h"), "/p"))
                .isEqualTo(Path.of("/h/.cache/berth"));
        assertThat(Caches.appliance(Map.of(), "/p")).isEqualTo(Path.of("/p/.cache/berth"));
    }
}
