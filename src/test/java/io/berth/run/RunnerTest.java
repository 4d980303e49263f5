package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.fio.JobFiles;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunnerTest {

    @Test
    void noGuestRepeatsInOneBlockWhatItsNeighbourDidInAnother() {
        Set<Long> seeds = new HashSet<>();
        for (int block = 1; block <= 32; block++) {
            for (int guest = 1; guest <= 64; guest++) {
                seeds.add(JobFiles.seed(Runner.blockSeed(42, block), guest));
            }
        }
        // Seeds have 31 bits: of 2048, one pair in a thousand draws would be alike by chance.
        assertThat(seeds).hasSize(32 * 64);
    }

    @Test
    void aBlockHasTheSameSeedInEveryAttemptAndAnotherThanItsNeighbour() {
        assertThat(Runner.blockSeed(42, 3)).isEqualTo(Runner.blockSeed(42, 3));
        assertThat(Runner.blockSeed(42, 3)).isNotEqualTo(Runner.blockSeed(42, 4));
        assertThat(Runner.blockSeed(42, 3)).isNotEqualTo(Runner.blockSeed(43, 3));
    }
}
