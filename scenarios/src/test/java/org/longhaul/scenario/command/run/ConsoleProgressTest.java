package org.longhaul.scenario.command.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.engine.simulation.ProgressListener.Work;

class ConsoleProgressTest {
    private final StringWriter text = new StringWriter();
    private long nowNanos = 5;

    private ConsoleProgress progress(boolean terminal) {
        return new ConsoleProgress(new PrintWriter(text), terminal, 80, () -> nowNanos);
    }

    private void steps(ConsoleProgress progress, int from, int until, double secondsEach) {
        for (int step = from; step <= until; step++) {
            nowNanos += (long) (secondsEach * 1e9);
            progress.simulated(step * 1_000_000_000L);
            progress.stepped(step, 2.5, true);
        }
    }

    @Test
    void saysAtOnceWhatItIsAboutToDo() {
        ConsoleProgress progress = progress(false);

        progress.runStarted(List.of(new Work(100, 10, true), new Work(100, 10, false)));
        progress.unitStarted("ddp", 1, 1, 2, 100);

        assertThat(text.toString().lines())
                .containsExactly(
                        "2 trainings of 200 steps in all, 100 of them different; loading PyTorch and data ...",
                        "[1/2] ddp, seed 1  begins");
    }

    @Test
    void loadsNothingForWhatIsRecorded() {
        progress(false).runStarted(List.of(new Work(100, 10, false), new Work(100, 10, false)));

        assertThat(text.toString().lines()).containsExactly("2 trainings of 200 steps in all, all recorded ...");
    }

    @Test
    void tellsWhatIsLeftOfTheWholeRunFromTokensAndNotFromTheSlowFirstStep() {
        ConsoleProgress progress = progress(false);
        // The second unit trains on twice the tokens a step, the third takes its training from the first.
        progress.runStarted(List.of(new Work(20, 10, true), new Work(20, 20, true), new Work(20, 10, false)));
        progress.unitStarted("ddp", 1, 1, 3, 20);
        steps(progress, 1, 1, 9);
        steps(progress, 2, 2, 1);

        // 18 steps of 1 s are left of this unit and 20 of 2 s of the next.
        assertThat(text.toString()).contains("[1/3] ddp, seed 1  step 2 of 20  left 58.0 s  loss 2.5000");
    }

    @Test
    void writesOverOneLineOfATerminalWithinItsWidth() {
        ConsoleProgress progress = progress(true);
        progress.runStarted(List.of(new Work(50, 10, true)));
        progress.unitStarted("a method with a long name that goes on and on and on and on", 1, 1, 1, 50);
        steps(progress, 1, 10, 1);

        String[] parts = text.toString().split("\r", -1);
        assertThat(parts).hasSizeGreaterThan(8);
        assertThat(parts).allMatch(part -> part.stripTrailing().length() < 80 || part.endsWith("\n"));
        assertThat(parts[parts.length - 1]).hasSize(79).startsWith("[1/1] a method");
    }

    @Test
    void takesTheMeasuredWidthThenThatOfTheShellThenEighty() {
        assertThat(Terminal.width("120", Map.of("COLUMNS", "90"))).isEqualTo(120);
        assertThat(Terminal.width(null, Map.of("COLUMNS", "90"))).isEqualTo(90);
        assertThat(Terminal.width("x", Map.of())).isEqualTo(100);
        assertThat(Terminal.width("3", Map.of())).isEqualTo(40);
    }
}
