package org.longhaul.training.dataset.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.classifier.Mlp;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.task.Accuracy;

/** The real images, where Debian's package dataset-fashion-mnist is installed. */
final class FashionMnistTest {
    private static final Path FOLDER = Path.of("/usr/share/datasets/fashion-mnist");

    @Test
    void isWhatItsAuthorsSayAndIsLearnt() {
        assumeTrue(Files.isDirectory(FOLDER), "apt-get install dataset-fashion-mnist");
        Examples examples = new Idx.Factory()
                .create(new Idx.Settings(
                        FOLDER, "train", "t10k", 28, 28, 10, 0, false, List.of(0.0), List.of(1.0), null));
        assertThat(examples.size()).isEqualTo(70_000);
        int[] trained = new int[10];
        int[] held = new int[10];
        double sum = 0;
        float[] pixels = new float[784];
        for (int item = 0; item < examples.size(); item++) {
            (examples.isHeldOut(item) ? held : trained)[examples.label(item)]++;
            if (!examples.isHeldOut(item)) {
                examples.copy(item, pixels, 0);
                for (float pixel : pixels) {
                    sum += pixel;
                }
            }
        }
        assertThat(trained).containsOnly(6000);
        assertThat(held).containsOnly(1000);
        // The first training example is an ankle boot; the mean pixel is 0.2860, by which many normalise.
        assertThat(examples.label(0)).isEqualTo(9);
        assertThat(sum / 60_000 / 784).isBetween(0.28595, 0.28605);
        assertThat(linear(examples)).isBetween(0.74, 0.86);
    }

    /** A linear model of a few hundred steps. */
    private static double linear(Examples examples) {
        try (TrainingSession session = TrainingSession.builder()
                .model(new Mlp(new Mlp.Settings(List.of()), new ModelContext("idx", examples.shape(), 1)))
                .batches(new ExampleBatches(examples, new IidPartitioner(), 1, 64, null, 1))
                .optimizer(new AdamW(), new AdamW.Settings(0.002, 0.9, 0.99, 1e-8, 0))
                .method(new Ddp.Factory(), DefaultSettings.of(new Ddp.Factory()))
                .workers(1)
                .steps(300)
                .build()) {
            for (int step = 0; step < 300; step++) {
                session.step();
            }
            return session.measure().get(Accuracy.ID).value();
        }
    }
}
