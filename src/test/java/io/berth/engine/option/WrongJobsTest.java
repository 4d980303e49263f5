package io.berth.engine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.berth.engine.job.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong job is one clear error that says where, what, and what to write instead. */
class WrongJobsTest {

    private static EngineException refused(String... arguments) {
        return catchThrowableOfType(
                EngineException.class,
                () -> new JobReader(Map.of(), () -> 1, false).commandLine(List.of(arguments)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    --runtime=0.5      | '0.5' has a fraction, which fio reads as 0
                    --runtime=5min     | 'min' in '5min' is no unit of time: us, ms, s, m, h, d
                    --runtime=-1       | a time is not negative
                    --runtime          | a value is missing: write --runtime=…
                    --bs=4KiB          | fio reads 4KiB as 4000 unless kb_base=1000 is set; write 4k for 4096
                    --bs=4q            | 'q' in '4q' is no unit of size
                    --bs=1.5k          | '1.5k' has a fraction
                    --bs=four          | 'four' is no number
                    --bs=4k-8k         | '4k-8k' is no number
                    --bs=0             | it is at least 1
                    --bs=9999999999999g| is beyond 2^63
                    --bs=1,2,3,4       | a value for reads, one for writes and one for trims
                    --size=0           | a size is more than 0
                    --size=101%        | it is from 0 to 100
                    --size=1k          | it is less than the smallest block, 4096 bytes
                    --filesize=1k      | it is less than the smallest block, 4096 bytes
                    --size=3z          | has no zones
                    --rw=trim          | does not trim
                    --rw=randreed      | it is one of read, write, rw, randread, randwrite, randrw
                    --rw=randread:0    | it is at least 1
                    --rwmixread=101    | it is from 0 to 100
                    --direct=yes       | it is 0 or 1
                    --direct           | a value is missing
                    --iodepth=0        | it is at least 1
                    --ioengine=libaio  | not libaio; use ioengine=io_uring
                    --ioengine=sync    | not sync; use ioengine=psync
                    --ioengine=rbd     | does I/O with io_uring, psync or filechannel, not rbd
                    --bssplit=4k/60:8k/60 | the shares add up to 120 %
                    --bssplit=4k/60:8k/30 | the shares add up to 90 %
                    --bssplit=4k/0     | it is from 1 to 100
                    --bsrange=4k       | write two sizes, such as 4k-64k
                    --random_distribution=zipf:1    | theta is above 0 and not 1
                    --random_distribution=pareto:1  | h between 0 and 1
                    --random_distribution=normal:101| deviation from 0 to 100
                    --random_distribution=zoned:60/10:40/90 | berth's engine has random, zipf, pareto, normal, not zoned
                    --blockalign=512,4k | one alignment for reads and writes
                    --verify=crc16     | it is one of 0, crc32c
                    --verify_only      | it needs verify=
                    --time_based       | it needs a runtime
                    --io_size=50%      | in percent it needs a size in bytes
                    --hipri            | it needs direct=1
                    --numjobs=5000     | there are more than 4096 jobs
                    --numjobs=0        | it is at least 1
                    --filename=a::b    | there is an empty name in it
                    --filename=-       | no I/O on standard streams
                    --filename_format=$clientuid | leave $clientuid out
                    --percentile_list=0 | a percentile is above 0, to 100
                    --frobnicate=1     | berth's engine has no option 'frobnicate'
                    --iodpeth=4        | no option 'iodpeth'; did you mean 'iodepth'?
                    --cpus_allowed=1   | fio's option cpus_allowed is not supported by berth's engine: start berth with taskset
                    --zonemode=zbd     | fio's option zonemode with this value is not supported by berth's engine: there are no zones
                    --http_host=x      | it is for another ioengine of fio
                    --size=(4k)        | write the value itself instead of (4k)
                    """)
    void eachIsNamedWithWhatToWrite(String argument, String message) {
        EngineException failure = refused("--name=a", argument);

        assertThat(failure.actor()).isEqualTo(EngineException.Cause.JOB);
        assertThat(failure)
                .hasMessageStartingWith("command line: ")
                .hasMessageContaining(message.strip())
                .hasMessageContaining(argument.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    --rate=1m --rate_iops=5                    | a job has rate or rate_iops, not both
                    --ioengine=psync --fixedbufs               | it needs ioengine=io_uring, not psync
                    --filename=x:y --nrfiles=3                 | filename names 2: leave nrfiles out
                    --offset=1m --offset_increment=10%         | both in percent or both in bytes
                    --offset=90% --offset_increment=10% --numjobs=2 | clone 1 would begin beyond the end
                    --verify=md5 --verify_interval=3000        | blocks of 4096 bytes are no multiple of it
                    --name=b --lat_percentiles=1               | lat_percentiles is for all jobs alike
                    """)
    void optionsThatExcludeOneAnotherAreNamed(String arguments, String message) {
        String[] all = ("--name=a " + arguments).strip().split(" +");

        assertThat(refused(all)).hasMessageContaining(message.strip());
    }

    @Test
    void readOnlyRefusesJobsThatWrite() {
        JobReader reader = new JobReader(Map.of(), () -> 1, true);

        assertThatThrownBy(() -> reader.commandLine(List.of("--name=a", "--rw=randrw")))
                .hasMessage("command line: --rw=randrw: it writes, and --readonly forbids that");
        assertThat(reader.commandLine(List.of("--name=a")).jobs().getFirst().files().readOnly())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    [a]\\n  bs=4q          | x/j.fio:2:3: bs=4q: 'q' in '4q' is no unit
                    [a]\\nrw=read\\nfoo=1  | x/j.fio:3:1: foo=1: berth's engine has no option 'foo'
                    bs=4k                  | x/j.fio:1: 'bs=4k' stands before the first [section]
                    [global]\\nbs=4k       | x/j.fio:2: there is no job: add a section
                    [a                     | x/j.fio:1: '[a' is no section: write [name]
                    [a]\\ninclude no.inc   | x/j.fio:2: there is no file no.inc to include
                    [a]\\nsize=1k          | x/j.fio:2:1: size=1k: it is less than the smallest block
                    [a]\\nbs=              | x/j.fio:2:1: bs=: a value is missing
                    [a]\\nrw read          | x/j.fio:2:1: rw read: berth's engine has no option 'rw read'
                    """)
    void aJobFilesErrorHasLineAndColumn(String text, String message) {
        JobReader reader = new JobReader(Map.of(), () -> 1, false);

        assertThatThrownBy(() -> reader.text(Path.of("x/j.fio"), text.replace("\\n", "\n")))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith(message.strip());
    }

    @Test
    void withoutAJobThereIsNothingToDo() {
        assertThat(refused("--bs=4k")).hasMessageStartingWith("there is no job: give --name=NAME");
        assertThat(refused("nowhere.fio")).hasMessage("there is no job file nowhere.fio");
        assertThat(refused("bs=4k"))
                .hasMessage("there is no job file bs=4k; an option is written --bs=4k");
    }

    @Test
    void filesThatIncludeThemselvesEnd(@org.junit.jupiter.api.io.TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("j.fio");
        java.nio.file.Files.writeString(directory.resolve("loop.inc"), "include loop.inc\n");

        assertThatThrownBy(
                        () ->
                                new JobReader(Map.of(), () -> 1, false)
                                        .text(file, "[a]\ninclude loop.inc\n"))
                .hasMessageContaining("files include one another");
    }
}
