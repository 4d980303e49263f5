package io.berth.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.profile.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceleratorsTest {

    private static final Accelerators.Probe ANSWERS = Optional::empty;
    private static final Accelerators.Probe MUST_NOT_RUN =
            () -> {
                throw new AssertionError("no guest may be started");
            };

    @TempDir Path directory;
    private Path device;
    private Path cpuinfo;

    @BeforeEach
    void aHostWithSvm() throws IOException {
        device = Files.createFile(directory.resolve("kvm"));
        cpuinfo =
                Files.writeString(
                        directory.resolve("cpuinfo"),
                        "processor\t: 0\nflags\t\t: fpu lahf_lm svm cr8_legacy\nbugs\t\t: x\n");
    }

    private AcceleratorChoice choose(Accelerator wanted, Accelerators.Probe probe)
            throws Exception {
        return Accelerators.choose(wanted, device, cpuinfo, probe);
    }

    @Test
    void autoTakesKvmWhereAGuestAnswers() throws Exception {
        AcceleratorChoice choice = choose(Accelerator.AUTO, ANSWERS);
        assertThat(choice.accelerator()).isEqualTo(Accelerator.KVM);
        assertThat(choice.emulated()).isFalse();
    }

    @Test
    void tcgIsTakenWithoutALook() throws Exception {
        AcceleratorChoice choice = choose(Accelerator.TCG, MUST_NOT_RUN);
        assertThat(choice.accelerator()).isEqualTo(Accelerator.TCG);
        assertThat(choice.emulated()).isTrue();
    }

    @Test
    void aDeviceThatOpensIsNotEnough() throws Exception {
        Files.writeString(cpuinfo, "flags\t\t: fpu hypervisor svm_lock\n");
        AcceleratorChoice choice = choose(Accelerator.AUTO, MUST_NOT_RUN);
        assertThat(choice.accelerator()).isEqualTo(Accelerator.TCG);
        assertThat(choice.reason()).contains("neither vmx nor svm");
        assertThatThrownBy(() -> choose(Accelerator.KVM, MUST_NOT_RUN))
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("nested virtualization");
    }

    @Test
    void aMissingDeviceNamesTheModules() throws Exception {
        Files.delete(device);
        assertThat(choose(Accelerator.AUTO, MUST_NOT_RUN).reason()).contains("does not exist");
        assertThatThrownBy(() -> choose(Accelerator.KVM, MUST_NOT_RUN))
                .hasMessageContaining("modprobe kvm-intel or kvm-amd");
    }

    @Test
    void aGuestThatDoesNotAnswerMeansEmulation() throws Exception {
        Accelerators.Probe silent =
                () -> Optional.of(new Accelerators.Obstacle("nobody answers", "see dmesg"));
        assertThat(choose(Accelerator.AUTO, silent).reason())
                .isEqualTo("no KVM: nobody answers (see dmesg)");
        assertThatThrownBy(() -> choose(Accelerator.KVM, silent))
                .hasMessage("KVM: nobody answers — see dmesg");
    }
}
