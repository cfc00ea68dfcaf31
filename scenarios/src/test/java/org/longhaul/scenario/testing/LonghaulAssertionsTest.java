package org.longhaul.scenario.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Claims in code hold or fail as they should, and say which tensors were sent when. */
final class LonghaulAssertionsTest {
    private static final Path PAGE = Path.of("..", "docs", "checking-claims.md");
    private static final Path EXAMPLE =
            Path.of("src", "test", "java", "org", "longhaul", "scenario", "testing", "CheaperThanDdpTest.java");

    private static final ScenarioRun RUN = ScenarioRun.ofText(
            """
            name: claims-in-code
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 2}
            training: {steps: 24, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.05}, evaluateEvery: 8}
            methods:
              - id: ddp
              - {id: des-loc, parameterPeriod: 4, firstMomentPeriod: 12, secondMomentPeriod: 24}
            network: {fidelity: analytic, overlap: none}
            """);
    private static final MethodRun DDP = RUN.method("ddp");
    private static final MethodRun DES_LOC = RUN.method("des-loc");

    private static MethodRunAssert that(MethodRun run) {
        return LonghaulAssertions.assertThat(run);
    }

    private static void fails(ThrowingCallable claim, String... parts) {
        assertThatThrownBy(claim).isInstanceOf(AssertionError.class).satisfies(thrown -> {
            for (String part : parts) {
                assertThat(thrown).hasMessageContaining(part);
            }
        });
    }

    @Test
    void whatHoldsIsSilent() {
        that(DES_LOC)
                .sendsAtMost("216 B")
                .sendsTimesLessThan(DDP, 2.66)
                .takesAtMost(1, DDP)
                .reachesLoss(0.5)
                .withinTimeOf(DDP, 1)
                .reaches("loss", 0.5)
                .withinSeconds(2.5);
    }

    @Test
    void whatDoesNotHoldSaysWhatWasSentWhen() {
        fails(
                () -> that(DES_LOC).sendsAtMost("215 B"),
                "des-loc sends 216 B, more than the 215 B allowed",
                "parameters: 6 times, 24 B each, after steps 4, 8, … 24 (every 4); tensors: embedding 2, block.0 2, head 2 elements as fp32",
                "first-moment: 2 times, 24 B each, after steps 12, 24",
                "second-moment: 1 time, 24 B each, after step 24");
        fails(
                () -> that(DES_LOC).sendsTimesLessThan(DDP, 2.7),
                "des-loc sends 2.67 times less than ddp, not the 2.7 times wanted",
                "gradients: 24 times, 24 B each, after steps 1 to 24");
    }

    @Test
    void timesAndLossesAreSaid() {
        fails(() -> that(DDP).takesAtMost(0.5, DES_LOC), "ddp takes 2.4", "more than the 0.5 allowed");
        fails(() -> that(DDP).reachesLoss(1e-9), "ddp never reaches", "the best is");
        fails(() -> that(DDP).reachesLoss(0.5).withinSeconds(0.5), "ddp reaches loss 0.5 after", "later than");
        fails(() -> that(DDP).reachesLoss(0.5).withinTimeOf(DES_LOC, 0.5), "of its time, more than the 0.5 allowed");
    }

    @Test
    void wrongNamesAreRefused() {
        assertThatThrownBy(() -> RUN.method("des-lok"))
                .hasMessageContaining("'des-lok'")
                .hasMessageContaining("Maybe \"des-loc\"");
        assertThatThrownBy(() -> that(DDP).reaches("accuracy", 1)).hasMessageContaining("does not measure 'accuracy'");
    }

    /** {@code -Dgolden.update=true} copies the example to the page. */
    @Test
    void thePageShowsTheExample() throws IOException {
        String begin = "<!-- shown: CheaperThanDdpTest.java -->\n";
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int until = page.indexOf("\n```\n", from) + "\n```\n".length();
        String shown =
                page.substring(0, from) + "```java\n" + Files.readString(EXAMPLE) + "```\n" + page.substring(until);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, shown);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(shown);
    }
}
