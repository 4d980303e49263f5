package io.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code berth engine} from its command line to its exit code. */
class EngineCommandTest {

    private record Answer(int status, String out, String err) {}

    @TempDir private Path directory;

    private static Answer engine(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("engine"));
        all.addAll(List.of(arguments));
        int status =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(all.toArray(String[]::new));
        return new Answer(status, out.toString(), err.toString());
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void aJobIsRunAndPrintedAsFioPrintsIt() throws Exception {
        Answer answer =
                engine(
                        "--name=a",
                        "--filename=" + file("f"),
                        "--ioengine=psync",
                        "--rw=write",
                        "--bs=64k",
                        "--size=1m",
                        "--output-format=json+",
                        "--output=" + file("out.json"),
                        "--hlog=" + file("out.hlog"));

        assertThat(answer.status()).as(answer.err()).isZero();
        assertThat(answer.out()).isEmpty();
        JsonNode json = JsonMapper.shared().readTree(directory.resolve("out.json").toFile());
        JsonNode job = json.get("jobs").get(0);
        assertThat(job.get("jobname").asString()).isEqualTo("a");
        assertThat(job.get("write").get("total_ios").asLong()).isEqualTo(16);
        assertThat(job.get("job options").get("bs").asString()).isEqualTo("64k");
        assertThat(Files.readString(directory.resolve("out.hlog"))).contains("Tag=a.0:write:lat");
        assertThat(Files.size(directory.resolve("f"))).isEqualTo(1 << 20);
    }

    @Test
    void aBlockThatChangedIsFoundAndToldByTheExitCode() throws Exception {
        String[] job = {
            "--name=a",
            "--filename=" + file("f"),
            "--ioengine=psync",
            "--rw=randwrite",
            "--size=64k",
            "--verify=md5"
        };
        assertThat(engine(job).status()).isZero();
        try (RandomAccessFile f = new RandomAccessFile(file("f"), "rw")) {
            f.seek(8192 + 1000);
            int before = f.read();
            f.seek(8192 + 1000);
            f.write(before ^ 1);
        }
        String[] again = java.util.Arrays.copyOf(job, job.length + 1);
        again[job.length] = "--verify_only";

        Answer answer = engine(again);

        assertThat(answer.status()).as(answer.out() + answer.err()).isEqualTo(4);
        assertThat(answer.out()).contains("8192");
    }

    @Test
    void whatOnlyLooksWritesNothing() {
        String[] job = {"--name=a", "--directory=" + directory, "--size=1m", "--rw=write"};
        List<String> all = new ArrayList<>(List.of(job));
        all.add("--showcmd");
        Answer shown = engine(all.toArray(String[]::new));
        all.set(4, "--parse-only");
        Answer parsed = engine(all.toArray(String[]::new));

        assertThat(shown.out()).startsWith("[a]\nfilename=" + directory + "/a.0.0\n");
        assertThat(parsed.out()).startsWith("a: (g=0): rw=write, bs=(R) 4096B-4096B");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void resultsDoNotLandInWhatIsMeasured() {
        Answer answer = engine("--name=a", "--filename=" + file("f"), "--output", file("f"));

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("is a file of job a");
    }

    @Test
    void aWrongJobIsOneLineAndExitCode2() {
        Answer answer = engine("--name=a", "--bs=4KiB");

        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err().lines()).hasSize(1);
        assertThat(answer.err())
                .startsWith("berth: command line: --bs=4KiB: fio reads 4KiB as 4000");
    }

    @Test
    void anOptionIsExplainedByNameAndOneDashIsAsGoodAsTwo() {
        assertThat(engine("--cmdhelp=rwmixwrite").out()).contains("--rwmixread", "rwmixwrite");
        assertThat(engine("--cmdhelp").out()).contains("What is printed:", "taskset");
        assertThat(engine("--cmdhelp=iodpeth").err()).contains("did you mean 'iodepth'?");
        assertThat(engine("-name=a", "-hipri", "-direct=1", "--showcmd").out())
                .contains("hipri=1\n");
    }
}
