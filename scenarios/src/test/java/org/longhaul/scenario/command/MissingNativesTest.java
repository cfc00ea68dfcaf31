package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mockStatic;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Faults;
import org.longhaul.training.tensor.LibTorch;
import org.mockito.MockedStatic;

/** The natives of PyTorch are missing, or cannot be loaded. */
class MissingNativesTest {

    @Test
    void theDoctorSaysSoAndChecksTheRest() {
        try (MockedStatic<LibTorch> natives = mockStatic(LibTorch.class)) {
            natives.when(LibTorch::load).thenThrow(new UnsatisfiedLinkError("no jnitorch in java.library.path"));
            Said said = Said.to("doctor");
            assertThat(said.code()).isEqualTo(ExitCode.FAULT);
            assertThat(said.out())
                    .containsPattern("WRONG natives +cannot be loaded: .*no jnitorch in java.library.path")
                    .containsPattern("ok +Java")
                    .contains("disk");
        }
    }

    @Test
    void aCommandThatNeedsThemSaysWhereTheyAreUnpacked() {
        StringWriter err = new StringWriter();
        int code = Faults.exhausted(new UnsatisfiedLinkError("no jnitorch"), new PrintWriter(err, true));
        assertThat(code).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(err.toString()).contains("no jnitorch", ".javacpp", "longhaul doctor");
    }
}
