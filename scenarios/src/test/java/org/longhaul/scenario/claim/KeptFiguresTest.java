package org.longhaul.scenario.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;

/** What experiments find under a seed is kept, and each claim rests on as many seeds as it says. */
final class KeptFiguresTest {
    private static final Extensions EXTENSIONS = Extensions.load();
    private static final String FILE =
            """
            paper: small
            citation: nobody
            experiments:
              look: {experiment: reweighted-domains, steps: 2, sequences: 1200, length: 8, vocabulary: 8, width: 8, batch: 4, weighting: {kind: uniform}}
            claims:
              - {name: two, says: it is so, source: table 1, confidence: computed, by: training, seeds: 2, expect: [anchor-loss(look) >= 0]}
              - {name: three, says: it is so, source: table 1, confidence: computed, by: training, seeds: 3, expect: [rare-loss(look) >= 0]}
            """;

    @TempDir
    private Path folder;

    private int steps;

    private static PaperClaims paper(String text) {
        return ClaimCatalogue.parse(EXTENSIONS, "small.yaml", text);
    }

    private List<Judgement> judged(KeptTrainings kept, Runnable afterStep) {
        ClaimProgress counting = new ClaimProgress() {
            @Override
            public void judged(Judgement judgement) {}

            @Override
            public ProgressListener began(String name) {
                return new ProgressListener() {
                    @Override
                    public void stepped(long stepsDone, double loss, boolean isTrained) {
                        steps++;
                        afterStep.run();
                    }
                };
            }
        };
        return new ClaimJudge(EXTENSIONS, kept, 1, VerdictsOnRecord.none())
                .judge(List.of(paper(FILE)), counting)
                .get(0)
                .judgements();
    }

    @Test
    void eachSeedIsTrainedOnceWhateverStopsIt() throws IOException {
        RunControl stopping = new RunControl();
        assertThatThrownBy(() -> judged(new KeptTrainings(folder, "this", stopping), () -> {
                    if (steps == 3) {
                        stopping.stop();
                    }
                }))
                .isInstanceOf(RunControl.StoppedException.class);
        assertThat(steps).as("the second seed's second step is not begun").isEqualTo(3);
        steps = 0;
        List<Judgement> resumed = judged(new KeptTrainings(folder, "this", new RunControl()), () -> {});
        assertThat(steps).as("the first seed's two steps are not trained again").isEqualTo(4);
        assertThat(resumed.get(0).seeds()).singleElement().asString().endsWith("under 2 of 2 seeds");
        assertThat(resumed.get(1).seeds()).singleElement().asString().endsWith("under 3 of 3 seeds");
        steps = 0;
        assertThat(judged(new KeptTrainings(folder, "this", new RunControl()), () -> {}))
                .isEqualTo(resumed);
        assertThat(steps).isZero();
        KeptTrainings another = new KeptTrainings(folder, "another", new RunControl());
        assertThat(judged(another, () -> {})).isEqualTo(resumed);
        assertThat(steps).as("another program trains anew").isEqualTo(6);
        Path mine = Files.writeString(folder.resolve("mine.figures.json"), "{}");
        another.deleteOthers();
        assertThat(mine).exists();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("of the former program nothing is left").hasSize(3 + 1);
        }
    }

    @Test
    void seedsAreAtLeastTwoAndOfExperiments() {
        assertThatThrownBy(() -> paper(FILE.replace("seeds: 2", "seeds: 1")))
                .hasMessageContaining("seeds of 'two' (1) must be at least 2");
        assertThatThrownBy(() -> paper(FILE.replace("by: training, seeds: 2", "by: arithmetic, seeds: 2")))
                .hasMessageContaining("seeds of 'two' must be absent");
    }
}
