package org.longhaul.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.YamlReader;
import org.longhaul.study.plan.point.PlanException;

/** Plans by schedules on a network whose times have closed forms: two hosts, no latency, nothing overlaps. */
@NullUnmarked // what is looked up is there
final class PlanningTest {
    /** One step computes 100 ms; the model has 4 groups of 250,000 values, 4 MB in fp32, which a ring of two sends once. */
    private static final String SCENARIO =
            """
            name: small
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 us}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 2, elements: 250000}
            training: {steps: 100, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}, evaluateEvery: 100}
            methods:
              - id: ddp
              - {id: local-sgd, parameterPeriod: 10}
            network: {fidelity: {kind: analytic, latency: false}, collective: ring, overlap: none}
            """;

    private static final String PRICES =
            """
            prices:
              acceleratorHour: {value: 36, source: a test, asOf: 2026}
              gigabitMonth: {value: 100, source: a test, asOf: 2026-01}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void writeScenario() throws IOException {
        Files.writeString(folder.resolve("small.yaml"), SCENARIO);
    }

    private PlanAnswer answer(String plan) throws IOException {
        String text = "name: test\nscenario: small.yaml\nclosing: false\n" + plan;
        return Planning.answer(Planning.read(YamlReader.parse("plan.yaml", text), folder), doing -> {});
    }

    private void refused(String plan, String... words) {
        assertThatThrownBy(() -> answer(plan))
                .isInstanceOfAny(PlanException.class, InvalidFileException.class)
                .message()
                .contains(words);
    }

    @Test
    void theLeastBandwidthIsThatOfTheClosedForm() throws IOException {
        PlanAnswer answer = answer(
                """
                target: {utilisation: 0.5}
                bandwidth: {from: 1 Mbit/s, to: 10 Gbit/s, points: 401}
                questions: [least-bandwidth]
                check: {load: 0, sensitivity: false, flow: false}
                """);
        // 32 Mbit take as long as a step of 100 ms computes at 320 Mbit/s; every tenth step only, at 32 Mbit/s.
        double step = Math.pow(10_000, 1 / 400.0);
        assertThat(answer.bandwidths()).extracting(BandwidthAnswer::method).containsExactly("ddp", "local-sgd");
        double[] wanted = {320e6, 32e6};
        for (int i = 0; i < 2; i++) {
            BandwidthAnswer found = answer.bandwidths().get(i);
            assertThat(found.bitsPerSecond()).isNotNull().isBetween(wanted[i] * 0.9999, wanted[i] * step * 1.0001);
            assertThat(found.lastBelow()).isNotNull().isLessThan(wanted[i]);
        }
    }

    @Test
    void theSmallestPeriodIsThatOfTheClosedForm() throws IOException {
        PlanAnswer answer = answer(
                """
                target: {utilisation: [0.5, 0.9]}
                set: [topology.bandwidth=40 Mbit/s]
                questions: [smallest-period]
                longestPeriod: 30
                check: {load: 0, sensitivity: false, flow: false}
                """);
        // An exchange takes 0.8 s: at most half of the time in periods from 8 steps on, a tenth in those from 72 on.
        assertThat(answer.periods()).extracting(PeriodAnswer::method).containsOnly("local-sgd");
        assertThat(answer.periods().get(0).periods()).containsEntry("parameterPeriod", "8");
        assertThat(answer.periods().get(0).stated()).containsEntry("parameterPeriod", "10");
        assertThat(answer.periods().get(1).seconds()).isNull();
        assertThat(answer.periods().get(1).note()).contains("30, the longest");
        assertThat(answer.isIncomplete()).isTrue();
    }

    @Test
    void twoMethodsCrossWhereTheirTimesAreEqual() throws IOException {
        PlanAnswer answer = answer(
                """
                set: ["methods[0].compute={stepTime: 80 ms}"]
                bandwidth: {from: 10 Mbit/s, to: 10 Gbit/s}
                questions: [crossovers]
                check: {load: 0}
                """);
        // 80 ms and 32 Mbit a step equal 100 ms and 3.2 Mbit a step at 1440 Mbit/s.
        CrossoverAnswer found = answer.crossovers().get(0);
        assertThat(found.below()).isEqualTo("local-sgd");
        assertThat(found.crossings()).hasSize(1);
        assertThat(found.crossings().get(0).above()).isEqualTo("ddp");
        assertThat(found.crossings().get(0).bitsPerSecond()).isCloseTo(1440e6, within(4e6));
    }

    /** The axis has its two ends alone, and the crossing lies between them. */
    @Test
    void crossingsAreFoundHoweverFewPointsTheAxisHas() throws IOException {
        PlanAnswer answer = answer(
                """
                set: ["methods[0].compute={stepTime: 80 ms}"]
                bandwidth: {from: 10 Mbit/s, to: 10 Gbit/s, points: 2}
                questions: [crossovers]
                check: {load: 0}
                """);
        assertThat(answer.crossovers().get(0).crossings()).hasSize(1);
        // Of the 24 bandwidths and what narrows one crossing; the ends alone would take a dozen.
        assertThat(answer.simulated()).isGreaterThan(48);
    }

    /** What nobody priced is not cheaper than what has a price. */
    @Test
    void aPointWithoutAPriceBeatsNoneThatHasOne() throws IOException {
        PlanAnswer answer = answer(
                """
                methods: [ddp]
                prices: {gigabitMonth: {value: 100, source: a test, asOf: 2026-01}}
                cases:
                  leased: []
                  other: ["topology={builder: two-sites, access: 1 Gbit/s, wide: 1 Gbit/s, wideLatency: 1 us}"]
                questions: [frontier]
                check: {load: 0, flow: false}
                """);
        ChoiceAnswer choice = answer.choice();
        assertThat(choice).isNotNull();
        assertThat(choice.frontier()).extracting(PricedPoint::caseName).containsExactlyInAnyOrder("leased", "other");
    }

    @Test
    void bothWaysOfALineHaveTheirLatencyVaried() {
        String there = "name: x\ntopology: {builder: two-sites, wide: 1 Gbit/s, wideLatency: 1 ms";
        assertThat(ScenarioValues.latencies(YamlReader.parse("x", there + "}\n")))
                .containsExactly("topology.wideLatency");
        assertThat(ScenarioValues.latencies(YamlReader.parse("x", there + ", wideBackwardLatency: 9 ms}\n")))
                .containsExactly("topology.wideLatency", "topology.wideBackwardLatency");
    }

    @Test
    void theCheapestPointKeepsTheDeadlineAndSaysWhatEachLimitDropped() throws IOException {
        PlanAnswer answer = answer(
                PRICES
                        + """
                limits: {time: 12 s, bandwidth: 100 Mbit/s}
                bandwidth: {from: 10 Mbit/s, to: 1 Gbit/s, points: 3}
                questions: [cheapest, frontier]
                check: {load: 0, flow: false}
                """);
        ChoiceAnswer choice = answer.choice();
        assertThat(choice).isNotNull();
        assertThat(choice.points()).isEqualTo(6);
        // ddp takes 330, 42 and 13.2 s at 10, 100 and 1000 Mbit/s, local-sgd 42, 13.2 and 10.32 s.
        assertThat(choice.dropped())
                .extracting(ChoiceAnswer.Dropped::limit, ChoiceAnswer.Dropped::points)
                .containsExactly(tuple("time", 5), tuple("bandwidth", 2));
        assertThat(choice.feasible()).isZero();
        assertThat(choice.best()).isNull();
        assertThat(choice.binding())
                .extracting(ChoiceAnswer.Binding::limit, ChoiceAnswer.Binding::nearest, ChoiceAnswer.Binding::alone)
                .containsExactly(tuple("time", "13.2 s", true), tuple("bandwidth", "1.00 Gbit/s", true));
    }

    @Test
    void aRecommendationSaysWhatWouldTurnItAround() throws IOException {
        PlanAnswer answer = answer(
                PRICES
                        + """
                limits: {time: 14 s}
                bandwidth: {from: 10 Mbit/s, to: 1 Gbit/s, points: 3}
                questions: [cheapest]
                """);
        ChoiceAnswer choice = answer.choice();
        assertThat(choice).isNotNull();
        PricedPoint best = choice.best();
        assertThat(best).isNotNull();
        // Two accelerators at a cent a second; the line costs next to nothing.
        assertThat(best.method()).isEqualTo("local-sgd");
        assertThat(best.bitsPerSecond()).isEqualTo(1e9);
        assertThat(best.dollars()).isNotNull().isCloseTo(0.2064, within(1e-3));
        assertThat(choice.notPriced()).contains("egress");
        assertThat(choice.priceSources()).contains("accelerator-hours: a test, 2026");
        Assessment assessment = choice.assessment();
        assertThat(assessment).isNotNull();
        assertThat(assessment.checks())
                .extracting(Assessment.Check::what)
                .containsExactly("at flow", "seed 2", "load of 20 %");
        assertThat(assessment.validity()).contains("measured");
        Assessment.Flip ofStepTime = assessment.flips().stream()
                .filter(flip -> flip.assumption().equals("step time"))
                .findFirst()
                .orElseThrow();
        // 10 s of computing and 0.32 s of exchanges become 14 s at a factor of 1.368.
        assertThat(ofStepTime.above()).isNotNull().isCloseTo(1.368, within(0.02));
        assertThat(ofStepTime.aboveIt()).isEqualTo("no point within the limits");
        // At a rate of a seventeenth local-sgd would be late too.
        assertThat(assessment.flips())
                .extracting(Assessment.Flip::assumption)
                .containsExactly(
                        "bandwidth", "latency", "step time", "price of acceleratorHour", "price of gigabitMonth");
    }

    @Test
    void layersOverlapAsFarAsTheyCan() throws IOException {
        String plan =
                """
                set: [network.overlap=bucketed, topology.bandwidth=1 Gbit/s]
                overlap: layers
                questions: [times]
                check: {flow: false}
                methods: [ddp]
                """;
        // Each of 4 groups takes 8 ms on the line and a quarter of 66.7 ms backward: only the first group's is not
        // hidden.
        TimeAnswer time = answer(plan).times().get(0);
        assertThat(time.utilisation()).isCloseTo(100 / 108.0, within(1e-6));
    }

    @Test
    void theStepsOfManyRoundsAreThoseOfFollowingThemAll() throws IOException {
        // 100 steps of period 10 are followed for three rounds; 39 are followed to the end.
        List<TimeAnswer> hundred =
                answer("questions: [times]\ncheck: {flow: false}\n").times();
        List<TimeAnswer> few =
                answer("steps: 39\nquestions: [times]\ncheck: {flow: false}\n").times();
        assertThat(hundred).extracting(TimeAnswer::seconds).containsExactly(13.2, 10.32);
        assertThat(few).extracting(TimeAnswer::seconds).containsExactly(5.148, 3.996);
    }

    @Test
    void wrongPlansAreRefusedWithLineAndNearestName() {
        refused("taget: {utilisation: 0.5}\n", "plan.yaml:4:1", "target");
        refused("target: {utilisation: 1.5}\n", "plan.yaml:4", "between 0 and 1");
        refused("limits: {utilisation: 90}\n", "plan.yaml:4", "utilisation (90.0) must lie in [0, 1]");
        refused("limits: {dollars: -1}\n", "plan.yaml:4", "dollars (-1.0) must not be negative");
        refused("questions: [cheapes]\n", "plan.yaml:4", "cheapest");
        refused("questions: [least-bandwidth]\n", "bandwidth is missing");
        refused("questions: [smallest-period]\n", "utilisation");
        refused("methods: [dpd]\nquestions: [times]\n", "'dpd'", "ddp");
        refused("target: {reach: {loss: 2}}\n", "training");
        refused("prices: {acceleratorHour: {value: 2, source: me, asOf: today}}\n", "asOf", "date");
        refused("prices: {acceleratorHour: 2}\n", "acceleratorHour");
        refused("bandwidth: {from: 2 Gbit/s, to: 1 Gbit/s}\n", "from", "to");
        refused("set: [topology.bandwith=1 Gbit/s]\nquestions: [times]\n", "bandwith");
    }
}
