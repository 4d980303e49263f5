package io.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.QemuOnce;
import io.berth.host.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * That QEMU really refuses, or leaves undone, what plans leave out for it: each rule with an id is
 * tried with the installed QEMU. What was tried and what QEMU said is in {@code
 * target/exclusions.txt}.
 */
@Timeout(180)
class ExclusionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path TABLE =
            Path.of(System.getProperty("berth.target", "target"), "exclusions.txt");

    @TempDir private Path directory;

    @Test
    void everyRuleThatBlamesQemuHasAProof() {
        Set<String> proved = new TreeSet<>();
        Proof.all().forEach(proof -> proved.add(proof.id()));
        assertThat(proved).isEqualTo(Rules.refusedByQemu().keySet());
    }

    @Test
    void qemuRefusesWhatPlansLeaveOut() throws IOException {
        StringBuilder table = new StringBuilder();
        Set<String> wrong = new TreeSet<>();
        String at = "";
        List<Proof> proofs = new ArrayList<>(Proof.all());
        proofs.sort(Comparator.comparing(Proof::id)); // stable: those of a rule stay in order
        for (Proof proof : proofs) {
            Path place = Files.createTempDirectory(directory, "proof-");
            Outcome outcome = proof.commands().isEmpty() ? tool(place, proof) : guest(place, proof);
            String said = sentence(outcome.text(), proof.said()).replace(place + "/", "");
            if (!proof.id().equals(at)) {
                at = proof.id();
                table.append(at).append(": ").append(Rules.refusedByQemu().get(at)).append('\n');
            }
            table.append(
                    String.format(
                            Locale.ROOT,
                            "  %s%n    %s: %s%n",
                            proof.trial(),
                            proof.refused() ? "refused" : "left undone",
                            said));
            if (outcome.refused() != proof.refused() || !outcome.text().contains(proof.said())) {
                wrong.add(proof.id() + ", " + proof.trial() + ": " + outcome);
            }
        }
        Files.writeString(TABLE, table);
        assertThat(wrong).isEmpty();
    }

    private record Outcome(boolean refused, String text) {}

    private static Outcome tool(Path place, Proof proof) {
        Commands.Output output =
                Commands.run(
                        LIMIT,
                        List.of(
                                "sh",
                                "-c",
                                "cd \"$1\"\n" + Proof.PRELUDE + proof.script(),
                                "proof",
                                place.toString()));
        return new Outcome(!output.ok(), output.stdout() + output.stderr());
    }

    /** A started QEMU refuses by ending at once, or in an answer. */
    private static Outcome guest(Path place, Proof proof) {
        String script = proof.script();
        String make = "qemu-img create -q -f raw disk 64M";
        if (script.startsWith("@")) {
            String[] parts = script.split("@", 4);
            script = parts[3];
            make =
                    "qemu-img create -q -f "
                            + parts[1]
                            + (parts[2].isEmpty()
                                    ? ""
                                    : " -o " + parts[2].replace("=", "=" + place + "/"))
                            + " disk 64M";
        }
        Commands.runChecked(
                LIMIT, List.of("sh", "-c", "cd \"$1\" && " + make, "make", place.toString()));
        List<String> commands = proof.commands().stream().filter(c -> !c.isEmpty()).toList();
        QemuOnce.Said said =
                QemuOnce.run("q35", script.replace("=disk", "=" + place + "/disk"), commands);
        boolean answered = said.text().contains("\"error\"") || said.text().contains("Error: ");
        return new Outcome(said.exit() != 0 || answered, said.text());
    }

    /** The line that proves it. */
    private static String sentence(String text, String part) {
        return text.lines()
                .filter(line -> line.contains(part))
                .findFirst()
                .orElse("(not said)")
                .strip();
    }
}
