package org.longhaul.training.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.training.task.DataShape;

final class AugmentationTest {
    private static final ImageShape SMALL = new ImageShape(1, 3, 3);
    private static final float[] IMAGE = {0, 1, 2, 3, 4, 5, 6, 7, 8};

    private static float[] changed(ImageOperation operation, double strength) {
        float[] values = IMAGE.clone();
        operation.apply(values, 0, SMALL, strength);
        return values;
    }

    @Test
    void aCropSeesTheReflectedMargin() {
        float[] moved = IMAGE.clone();
        new WeakImages(SMALL, false, 2).crop(moved, 0, false, 1, -2);
        // One down, two to the left: rows 1, 2, 1 and columns 2, 1, 0.
        assertThat(moved).containsExactly(5, 4, 3, 8, 7, 6, 5, 4, 3);
    }

    @Test
    void aFlippedImageIsItsMirrorImage() {
        float[] flipped = IMAGE.clone();
        new WeakImages(SMALL, true, 0).crop(flipped, 0, true, 0, 0);
        assertThat(flipped).containsExactly(2, 1, 0, 5, 4, 3, 8, 7, 6);
    }

    @Test
    void aShiftLeavesBlackBehind() {
        assertThat(changed(ImageOperation.TRANSLATE_X, 1)).containsExactly(1, 2, 0, 4, 5, 0, 7, 8, 0);
        assertThat(changed(ImageOperation.TRANSLATE_Y, -1)).containsExactly(0, 0, 0, 0, 1, 2, 3, 4, 5);
    }

    @Test
    void levelsAreBetweenTheDarkestAndTheBrightest() {
        assertThat(changed(ImageOperation.SOLARIZE, 1)).containsExactly(8, 7, 6, 5, 4, 3, 2, 1, 0);
        assertThat(changed(ImageOperation.SOLARIZE, 0.5)).containsExactly(0, 1, 2, 3, 4, 3, 2, 1, 0);
        float[] darker = changed(ImageOperation.BRIGHTNESS, -1);
        assertThat(darker[8]).isCloseTo(0.8f, within(1e-5f));
        float[] flatter = changed(ImageOperation.CONTRAST, -1);
        assertThat(flatter[0]).isCloseTo(3.6f, within(1e-5f));
        assertThat(flatter[8]).isCloseTo(4.4f, within(1e-5f));
        assertThat(changed(ImageOperation.AUTO_CONTRAST, 1)).containsExactly(IMAGE, within(1e-5f));
        assertThat(changed(ImageOperation.EQUALIZE, 1)).containsExactly(IMAGE, within(1e-5f));
    }

    @Test
    void aLinearImageIsAsSharpAsItCanBe() {
        assertThat(changed(ImageOperation.SHARPNESS, 1)).containsExactly(IMAGE, within(1e-5f));
    }

    @ParameterizedTest
    @EnumSource(ImageOperation.class)
    void everyOperationStaysWithinTheRangeAndLeavesNeighboursAlone(ImageOperation operation) {
        ImageShape shape = new ImageShape(3, 7, 6);
        SplittableRandom random = new SplittableRandom(5);
        float[] values = new float[3 * shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() * 6 - 2);
        }
        float[] before = values.clone();
        operation.apply(values, shape.elements(), shape, -0.7);
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (int i = 0; i < values.length; i++) {
            if (i / shape.elements() != 1) {
                assertThat(values[i]).isEqualTo(before[i]);
            } else {
                low = Math.min(low, before[i]);
                high = Math.max(high, before[i]);
            }
        }
        for (int i = shape.elements(); i < 2 * shape.elements(); i++) {
            assertThat(values[i]).isBetween(low - 1e-5f, high + 1e-5f);
        }
        boolean same = Arrays.equals(values, before);
        assertThat(same).isEqualTo(operation == ImageOperation.IDENTITY);
    }

    @Test
    void theStrongChangeIsGreaterThanTheWeakOne() {
        for (List<Integer> dimensions : List.of(List.of(1, 12, 12), List.of(40))) {
            DataShape.Examples shape = new DataShape.Examples(dimensions, 10);
            Augmentation weak = Augmentation.weak(shape, true);
            Augmentation strong = Augmentation.strong(shape, true, 2, 10);
            assertThat(distance(strong, shape)).isGreaterThan(distance(weak, shape));
        }
    }

    private static double distance(Augmentation augmentation, DataShape.Examples shape) {
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        for (int draw = 0; draw < 300; draw++) {
            float[] smooth = new float[shape.elements()];
            for (int i = 0; i < smooth.length; i++) {
                smooth[i] = (float) Math.sin(i / 12 * 0.4 + i % 12 * 0.3);
            }
            float[] values = smooth.clone();
            augmentation.apply(values, 0, random);
            for (int i = 0; i < values.length; i++) {
                sum += Math.pow(values[i] - smooth[i], 2);
            }
        }
        return sum;
    }
}
