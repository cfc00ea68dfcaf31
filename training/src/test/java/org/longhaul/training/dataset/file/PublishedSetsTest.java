package org.longhaul.training.dataset.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.data.DataException;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.dataset.SensorLayout;

/** Each format, read back to the number; what is missing or wrong is told. */
@NullUnmarked
final class PublishedSetsTest {
    @TempDir
    private Path folder;

    private Path of(PublishedSet set) {
        Path files = folder.resolve(set.id());
        set.write(files);
        return files;
    }

    @BeforeEach
    void nothingIsThere() {
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void idxIsReadToThePixel() {
        Path files = of(PublishedSet.IDX);
        Examples examples = PublishedSet.IDX.read(files);
        assertThat(examples.size()).isEqualTo(17);
        assertThat(examples.shape().dimensions()).containsExactly(1, 4, 3);
        for (int item = 0; item < 17; item++) {
            assertThat(examples.isHeldOut(item)).isEqualTo(item >= 12);
            assertThat(examples.label(item)).isEqualTo(item % 10);
            assertImage(examples, item, 1, 4, 3, 0, 1);
        }
        Examples limited = new Idx.Factory().create(PublishedSet.idx(files, 0, false, List.of(0.25), List.of(0.5), 7));
        assertThat(limited.size()).isEqualTo(12);
        assertThat(limited.isHeldOut(7)).isTrue();
        assertThat(limited.label(7)).isEqualTo(2);
        assertImage(limited, 6, 1, 4, 3, 0.25, 0.5);
        assertThat(limited.identity()).isNotEqualTo(examples.identity());
    }

    @Test
    void idxMayCountFromOneAndStandOnItsSide() throws IOException {
        Path files = of(PublishedSet.IDX);
        byte[] labels = new byte[] {0, 0, 8, 1, 0, 0, 0, 5, 1, 2, 3, 4, 10};
        Files.write(files.resolve("t10k-labels-idx1-ubyte"), labels);
        byte[] train = FileFormats.idxLabels(0, 12);
        for (int i = 8; i < 20; i++) {
            train[i]++;
        }
        Files.write(files.resolve("train-labels-idx1-ubyte"), train);
        Examples turned = new Idx.Factory().create(PublishedSet.idx(files, 1, false, List.of(0.0), List.of(1.0), null));
        assertThat(turned.label(16)).isEqualTo(9);
        assertThat(turned.label(0)).isZero();
        // A file of 4 rows of 3 whose images go down the columns is one of 3 rows of 4 that go along the rows.
        for (String part : List.of("train", "t10k")) {
            byte[] images =
                    part.equals("train") ? FileFormats.idxImages(0, 12, 3, 4) : FileFormats.idxImages(12, 5, 3, 4);
            Files.write(files.resolve(part + "-images-idx3-ubyte"), images);
        }
        Examples columns = new Idx.Factory().create(PublishedSet.idx(files, 1, true, List.of(0.0), List.of(1.0), null));
        float[] numbers = numbers(columns, 3);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                // Place k of the file's image, which has rows of 4, is column-major place k of a model's.
                int place = column * 3 + row;
                assertThat(numbers[row * 4 + column]).isEqualTo(FileFormats.pixel(3, 0, place / 4, place % 4) / 255f);
            }
        }
    }

    @Test
    void cifarIsReadToThePixel() {
        Examples ten = PublishedSet.CIFAR_10.read(of(PublishedSet.CIFAR_10));
        assertThat(ten.size()).isEqualTo(13);
        assertThat(ten.shape().dimensions()).containsExactly(3, 32, 32);
        Examples hundred = PublishedSet.CIFAR_100.read(of(PublishedSet.CIFAR_100));
        for (int item = 0; item < 13; item++) {
            assertThat(ten.label(item)).isEqualTo(item % 10);
            assertThat(ten.isHeldOut(item)).isEqualTo(item >= 10);
            assertImage(ten, item, 3, 32, 32, 0, 1);
        }
        assertThat(hundred.shape().classes()).isEqualTo(100);
        assertThat(hundred.label(6)).isEqualTo(46);
        float[] numbers = numbers(hundred, 6);
        assertThat(numbers[1024 + 32 * 5 + 9])
                .isCloseTo((float) ((FileFormats.pixel(46, 1, 5, 9) / 255.0 - 0.5) / 0.25), offset(1e-6f));
        Examples coarse = new Cifar.HundredFactory()
                .create(new Cifar.HundredSettings(
                        folder.resolve("cifar-100"), Cifar.Labels.COARSE, List.of(0.0), List.of(1.0), 3));
        assertThat(coarse.shape().classes()).isEqualTo(20);
        assertThat(coarse.size()).isEqualTo(5);
        assertThat(coarse.label(2)).isEqualTo(42 % 20);
        assertThat(coarse.label(3)).isEqualTo(45 % 20);
    }

    @Test
    void svhnIsReadToThePixelHoweverItIsStored() {
        for (boolean compressed : List.of(true, false)) {
            for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                Path files = folder.resolve("svhn" + compressed + order);
                FileFormats.write(files.resolve("train_32x32.mat"), FileFormats.svhn(3, 9, compressed, order));
                FileFormats.write(files.resolve("test_32x32.mat"), FileFormats.svhn(0, 2, compressed, order));
                Examples examples = PublishedSet.SVHN.read(files);
                assertThat(examples.size()).isEqualTo(11);
                for (int item = 0; item < 9; item++) {
                    // Label 10 is the digit 0, class 0.
                    assertThat(examples.label(item)).isEqualTo((item + 4) % 10);
                    float[] numbers = numbers(examples, item);
                    for (int i = 0; i < 3072; i++) {
                        assertThat(numbers[i])
                                .isEqualTo(FileFormats.pixel(item + 3, i / 1024, i / 32 % 32, i % 32) / 255f);
                    }
                }
                assertThat(examples.isHeldOut(9)).isTrue();
            }
        }
    }

    @Test
    void usersOfLeafAreGroups() {
        Examples examples = PublishedSet.LEAF.read(of(PublishedSet.LEAF));
        assertThat(examples.size()).isEqualTo(6);
        List<String> users = new ArrayList<>();
        for (int item = 0; item < 6; item++) {
            users.add(examples.groupName(examples.group(item))
                    + examples.label(item)
                    + (examples.isHeldOut(item) ? "!" : ""));
        }
        assertThat(users).containsExactly("ann0", "ann1", "bob2", "cid1", "bob1!", "dot0!");
        assertThat(numbers(examples, 0)).containsExactly(0.2f, 1);
        assertThat(numbers(examples, 2)).containsExactly(3, -100);
        assertThat(numbers(examples, 3)).containsExactly(0.5f, 0.25f);
        assertThat(examples.groups()).isEqualTo(4);
        assertThat(examples.attributes()).containsExactly("user");
    }

    @Test
    void uciHarHasSignalsInRowsAndSensorsApart() {
        Path files = of(PublishedSet.UCI_HAR);
        Examples examples = PublishedSet.UCI_HAR.read(files);
        assertThat(examples.shape().dimensions()).containsExactly(1, 9, 128);
        // Of each window three views: either sensor alone, and both.
        assertThat(examples.size()).isEqualTo(15);
        int third = examples.seenBy(2 * 3, Examples.ALL_SENSORS);
        float[] both = numbers(examples, third);
        for (int i = 0; i < both.length; i++) {
            assertThat(both[i]).isCloseTo(20 + i / 128 + i % 128 / 1000f, offset(1e-5f));
        }
        assertThat(examples.label(third)).isEqualTo(1);
        assertThat(examples.isHeldOut(third)).isFalse();
        assertThat(examples.isHeldOut(3 * 3)).isTrue();
        assertThat(examples.group(0)).isEqualTo(examples.group(3)).isNotEqualTo(examples.group(third));
        Examples apart = new UciHar.Factory()
                .create(new UciHar.Settings(files, UciHar.Representation.RAW, "apart", SensorLayout.PAD_TO_MAX));
        assertThat(apart.shape().dimensions()).containsExactly(1, 6, 128);
        assertThat(apart.sensors()).containsExactly("accelerometer", "gyroscope");
        float[] turning = numbers(apart, apart.seenBy(0, 1));
        assertThat(turning[0]).isCloseTo(6, offset(1e-5f));
        assertThat(turning[3 * 128]).isZero();
        Examples features = new UciHar.Factory()
                .create(new UciHar.Settings(
                        files, UciHar.Representation.FEATURES, "together", SensorLayout.PAD_TO_SUMMED));
        assertThat(features.shape().dimensions()).containsExactly(561);
        assertThat(features.groupName(features.group(2))).isEqualTo("subject 3");
        assertThat(numbers(features, 1)[560]).isCloseTo(10.56f, offset(1e-5f));
    }

    @Test
    void pamap2IsCutIntoWindowsOfOneActivityWithoutGaps() {
        Path files = of(PublishedSet.PAMAP2);
        Examples examples = PublishedSet.PAMAP2.read(files);
        assertThat(examples.shape().dimensions()).containsExactly(1, 12, 8);
        // Subject 101: 39 of 40 lines of activity 1 (a NaN leaves a gap of 20 ms, below 30): 8 windows of 8 every 4; 9
        // lines of
        // activity 2: one. Subject 106: 19 lines: 3 windows.
        assertThat(examples.size()).isEqualTo(12 * 3);
        int second = examples.seenBy(3, Examples.ALL_SENSORS);
        float[] numbers = numbers(examples, second);
        // Lines 5 to 12 of the file, as line 3 is dropped: hand acceleration (columns 5 to 7) and field (14 to 16),
        // then the ankle's.
        int[] columns = {5, 6, 7, 14, 15, 16, 39, 40, 41, 48, 49, 50};
        for (int i = 0; i < numbers.length; i++) {
            assertThat(numbers[i]).isEqualTo(100 * columns[i / 8] + 5 + i % 8);
        }
        assertThat(examples.label(8 * 3)).isEqualTo(1);
        assertThat(examples.isHeldOut(8 * 3)).isFalse();
        assertThat(examples.isHeldOut(9 * 3)).isTrue();
        Examples kinds = new Pamap2.Factory()
                .create(PublishedSet.pamap2Settings(
                        files, Pamap2.Modality.KIND, "apart", SensorLayout.PAD_TO_MAX, true));
        assertThat(kinds.sensors()).containsExactly("accelerometer", "magnetometer");
        assertThat(kinds.shape().dimensions()).containsExactly(1, 6, 8);
        // Standardised over the lines of stretches that are trained on: 39 of 0 to 39 without 3, and 9 of 0 to 8.
        double sum = 39 * 40 / 2.0 - 3 + 36;
        double squares = 39 * 40 * 79 / 6.0 - 9 + 8 * 9 * 17 / 6.0;
        double mean = sum / 48;
        double deviation = Math.sqrt(squares / 48 - mean * mean);
        assertThat(numbers(kinds, kinds.seenBy(0, 0))[0]).isCloseTo((float) ((0 - mean) / deviation), offset(1e-5f));
    }

    @Test
    void speechIsReadFromItsFilesAndFilledWithZeros() throws IOException {
        Path files = of(PublishedSet.SPEECH_COMMANDS);
        Examples examples = PublishedSet.SPEECH_COMMANDS.read(files);
        assertThat(examples.shape().dimensions()).containsExactly(1, 2, 8);
        // That of the validation list is left out.
        assertThat(examples.size()).isEqualTo(3);
        assertThat(examples.isHeldOut(2)).isTrue();
        assertThat(examples.label(1)).isEqualTo(1);
        assertThat(examples.groupName(examples.group(1))).isEqualTo("aa");
        assertThat(examples.group(1)).isEqualTo(examples.group(2));
        assertThat(numbers(examples, 1)[15]).isEqualTo(4500 / 32768f);
        // Speaker aa, of a file that is held out, comes first in the folders; bb, to train on, is numbered before.
        assertThat(examples.group(0)).isZero();
        float[] shorter = numbers(examples, 2);
        assertThat(shorter[9]).isEqualTo(900 / 32768f);
        assertThat(shorter[10]).isZero();
        Files.write(files.resolve("no/aa_nohash_0.wav"), new byte[20]);
        assertThatThrownBy(() -> numbers(examples, 2))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("shorter");
    }

    @Test
    void whatIsWrongIsTold() throws IOException {
        Path idx = of(PublishedSet.IDX);
        Path images = idx.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        byte[] forged = whole.clone();
        forged[3] = 1;
        Files.write(images, forged);
        assertFault(PublishedSet.IDX, "begins with the magic number 0x00000801; allowed: 0x00000803");
        Files.write(images, Arrays.copyOf(whole, 100));
        assertFault(PublishedSet.IDX, "ends after 100 bytes, within image 8 of 12");
        Files.delete(images);
        assertFault(PublishedSet.IDX, "has no file train-images-idx3-ubyte or train-images.idx3-ubyte");
        Files.write(images, whole);
        Files.write(idx.resolve("train-labels-idx1-ubyte"), FileFormats.idxLabels(0, 11));
        assertFault(PublishedSet.IDX, "states 11 labels; allowed: 12");

        Path cifar = of(PublishedSet.CIFAR_10);
        Files.write(cifar.resolve("data_batch_4.bin"), new byte[] {10});
        assertFault(PublishedSet.CIFAR_10, "has label 10 for example 7; allowed: 0 to 9");

        Path svhn = of(PublishedSet.SVHN);
        FileFormats.write(svhn.resolve("train_32x32.mat"), "MATLAB 7.3 MAT-file" + " ".repeat(200));
        assertFault(PublishedSet.SVHN, "is of version 7.3, which is HDF5; allowed: version 5 to 7");
        byte[] onlyPixels = FileFormats.mat(
                ByteOrder.LITTLE_ENDIAN,
                true,
                FileFormats.matrix(ByteOrder.LITTLE_ENDIAN, "X", 9, new int[] {32, 32, 3, 1}, 2, new byte[3072]));
        Files.write(svhn.resolve("train_32x32.mat"), onlyPixels);
        assertFault(PublishedSet.SVHN, "has 1 images in X and no array y");

        Path leaf = of(PublishedSet.LEAF);
        FileFormats.write(
                leaf.resolve("train/two.json"), "{\"users\": [\"a\"], \"num_samples\": [1], \"user_data\": {}}");
        assertFault(PublishedSet.LEAF, "states 1 examples of user \"a\", and user_data has no such user");
        FileFormats.write(
                leaf.resolve("train/two.json"),
                "{\"users\": [\"a\"], \"num_samples\": [1], \"user_data\":\n {\"a\": {\"x\": [\"to be or not\"], \"y\": [\"t\"]}}}");
        assertFault(PublishedSet.LEAF, "line 2 of ", "has the text \"to be or not\" in example 1 of user \"a\"");

        Path har = of(PublishedSet.UCI_HAR);
        Files.writeString(har.resolve("train/y_train.txt"), "1\n7\n2\n");
        assertFault(PublishedSet.UCI_HAR, "line 2 of ", "has activity 7; allowed: 1 to 6");
        Files.writeString(har.resolve("train/y_train.txt"), "1\n2\n");
        assertFault(PublishedSet.UCI_HAR, "line 3 of ", "is one too many");
        Path signal = har.resolve("train/Inertial Signals/total_acc_x_train.txt");
        Files.writeString(signal, "1e39" + " 0".repeat(127) + "\n");
        assertFault(PublishedSet.UCI_HAR, "has 1.0E39 in column 1; allowed: numbers that a float can hold");

        Path pamap2 = of(PublishedSet.PAMAP2);
        Files.writeString(pamap2.resolve("subject101.dat"), "1 2 3\n", StandardCharsets.UTF_8);
        assertFault(PublishedSet.PAMAP2, "line 1 of ", "has 3 columns; allowed: 54");
        Files.delete(pamap2.resolve("subject106.dat.gz"));
        assertFault(PublishedSet.PAMAP2, "has no file of subject 6, whom testSubjects names; allowed: [1]");

        Path speech = of(PublishedSet.SPEECH_COMMANDS);
        Files.write(speech.resolve("no/aa_nohash_0.wav"), FileFormats.wave(10, 1, 8000));
        assertFault(PublishedSet.SPEECH_COMMANDS, "8000 samples a second; allowed: format 1 (PCM), 1 channel");
        Files.delete(speech.resolve("testing_list.txt"));
        assertFault(PublishedSet.SPEECH_COMMANDS, "has no file testing_list.txt");
    }

    private void assertFault(PublishedSet set, String... parts) {
        assertThatThrownBy(() -> set.read(folder.resolve(set.id())))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("data set " + set.id() + ": ")
                .hasMessageContaining("\nExpected ")
                .hasMessageContainingAll(parts);
    }

    private static void assertImage(
            Examples examples, int item, int channels, int height, int width, double mean, double deviation) {
        float[] numbers = numbers(examples, item);
        int place = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    double pixel = FileFormats.pixel(item, channel, row, column) / 255.0;
                    assertThat(numbers[place++]).isEqualTo((float) ((pixel - mean) / deviation));
                }
            }
        }
    }

    private static float[] numbers(Examples examples, int item) {
        float[] numbers = new float[examples.shape().elements()];
        examples.copy(item, numbers, 0);
        return numbers;
    }
}
