package io.berth.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.guest.ClockReading;
import org.junit.jupiter.api.Test;

class GuestPartTest {

    @Test
    void aClockThatDriftsIsTakenInTheMiddleAndItsDriftIsUncertain() throws CaseFailure {
        assertThat(
                        GuestPart.over(
                                new ClockReading(-10_000_000, 200_000),
                                new ClockReading(-10_600_000, 150_000)))
                .isEqualTo(new ClockReading(-10_300_000, 200_000 + 300_000));
    }

    @Test
    void aClockThatWasSetWhileItWasMeasuredFailsTheCase() {
        assertThatThrownBy(
                        () ->
                                GuestPart.over(
                                        new ClockReading(0, 1000),
                                        new ClockReading(-1_500_000_000, 1000)))
                .isInstanceOf(CaseFailure.class)
                .hasMessageContaining("moved by 1.50 s")
                .hasMessageContaining("stop the guest's time synchronisation");
    }
}
