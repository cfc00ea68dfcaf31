package org.longhaul.training.agent;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.longhaul.training.model.Seeds;

/** Examples of a task of classes, with their labels. */
final class ClassifierQueries {
    private final float[] features;
    private final int[] labels;
    private final int width;

    private ClassifierQueries(float[] features, int[] labels, int width) {
        this.features = features;
        this.labels = labels;
        this.width = width;
    }

    /** Examples of equally frequent classes. */
    static ClassifierQueries draw(ClassifierAgents.Settings settings, float[] means, int count, long seed) {
        int width = settings.features();
        int[] labels = new SplittableRandom(Seeds.of(seed, "labels"))
                .ints(count, 0, settings.classes())
                .toArray();
        float[] features =
                ClassifierAgents.normal(Math.multiplyExact(count, width), settings.noise(), Seeds.of(seed, "noise"));
        for (int example = 0; example < count; example++) {
            for (int k = 0; k < width; k++) {
                features[example * width + k] += means[labels[example] * width + k];
            }
        }
        return new ClassifierQueries(features, labels, width);
    }

    int count() {
        return labels.length;
    }

    int label(int example) {
        return labels[example];
    }

    /** The numbers of the examples of each class. */
    int[][] byClass(int classes) {
        int[][] found = new int[classes][labels.length];
        int[] counts = new int[classes];
        for (int example = 0; example < labels.length; example++) {
            found[labels[example]][counts[labels[example]]++] = example;
        }
        for (int label = 0; label < classes; label++) {
            found[label] = Arrays.copyOf(found[label], counts[label]);
        }
        return found;
    }

    /** Copies some features of an example. */
    void copyView(int example, int[] view, float[] to, int start) {
        for (int k = 0; k < view.length; k++) {
            to[start + k] = features[example * width + view[k]];
        }
    }
}
