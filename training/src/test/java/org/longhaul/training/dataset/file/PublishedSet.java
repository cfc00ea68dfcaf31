package org.longhaul.training.dataset.file;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.dataset.SensorLayout;

/** Every data set of this package: its files, small, and how they are read. */
enum PublishedSet {
    IDX {
        @Override
        void write(Path folder) {
            FileFormats.write(folder.resolve("train-images-idx3-ubyte"), FileFormats.idxImages(0, 12, 4, 3));
            FileFormats.write(folder.resolve("train-labels-idx1-ubyte"), FileFormats.idxLabels(0, 12));
            FileFormats.write(
                    folder.resolve("t10k-images-idx3-ubyte.gz"), FileFormats.gzip(FileFormats.idxImages(12, 5, 4, 3)));
            FileFormats.write(
                    folder.resolve("t10k-labels-idx1-ubyte.gz"), FileFormats.gzip(FileFormats.idxLabels(12, 5)));
        }

        @Override
        Examples read(Path folder) {
            return new Idx.Factory().create(idx(folder, 0, false, List.of(0.0), List.of(1.0), null));
        }
    },
    CIFAR_10 {
        @Override
        void write(Path folder) {
            for (int batch = 1; batch <= 5; batch++) {
                FileFormats.write(
                        folder.resolve("data_batch_" + batch + ".bin"), FileFormats.cifar(2 * batch - 2, 2, 1, 10));
            }
            FileFormats.write(folder.resolve("test_batch.bin"), FileFormats.cifar(10, 3, 1, 10));
        }

        @Override
        Examples read(Path folder) {
            return new Cifar.TenFactory().create(new Cifar.TenSettings(folder, List.of(0.0), List.of(1.0), null));
        }
    },
    CIFAR_100 {
        @Override
        void write(Path folder) {
            FileFormats.write(folder.resolve("train.bin"), FileFormats.cifar(40, 5, 2, 100));
            FileFormats.write(folder.resolve("test.bin"), FileFormats.cifar(45, 2, 2, 100));
        }

        @Override
        Examples read(Path folder) {
            return new Cifar.HundredFactory()
                    .create(new Cifar.HundredSettings(folder, Cifar.Labels.FINE, List.of(0.5), List.of(0.25), null));
        }
    },
    SVHN {
        @Override
        void write(Path folder) {
            FileFormats.write(folder.resolve("train_32x32.mat"), FileFormats.svhn(0, 4, true, ByteOrder.LITTLE_ENDIAN));
            FileFormats.write(folder.resolve("test_32x32.mat"), FileFormats.svhn(4, 2, false, ByteOrder.LITTLE_ENDIAN));
        }

        @Override
        Examples read(Path folder) {
            return new Svhn.Factory().create(new Svhn.Settings(folder, false, List.of(0.0), List.of(1.0), null));
        }
    },
    LEAF {
        @Override
        void write(Path folder) {
            FileFormats.write(
                    folder.resolve("train/one.json"),
                    """
                    {"users": ["ann", "bob"], "num_samples": [2, 1], "hierarchies": [[1, {"a": 2}]],
                     "user_data": {"ann": {"x": [[0.2, 1.0], [0.0, 0.8]], "y": [0, 1]}, "bob": {"y": [2.0], "x": [[3, -1e2]]}}}
                    """);
            FileFormats.write(
                    folder.resolve("train/two.json"),
                    """
                    {"user_data": {"cid": {"x": [[0.5, 0.25]], "y": [1]}}, "num_samples": [1], "users": ["cid"]}
                    """);
            FileFormats.write(
                    folder.resolve("test/one.json"),
                    """
                    {"users": ["bob", "dot"], "num_samples": [1, 1],
                     "user_data": {"bob": {"x": [[7, 8]], "y": [1]}, "dot": {"x": [[9, 9]], "y": [0]}}}
                    """);
        }

        @Override
        Examples read(Path folder) {
            return new Leaf.Factory().create(new Leaf.Settings(folder, List.of(2), 3));
        }
    },
    UCI_HAR {
        @Override
        void write(Path folder) {
            windows(folder.resolve("train"), "train", "1\n1\n3\n", "1\n6\n2\n", 3, 0);
            windows(folder.resolve("test"), "test", "2\n2\n", "5\n4\n", 2, 3);
        }

        @Override
        Examples read(Path folder) {
            return new UciHar.Factory()
                    .create(new UciHar.Settings(
                            folder, UciHar.Representation.RAW, "together", SensorLayout.PAD_TO_SUMMED));
        }
    },
    PAMAP2 {
        @Override
        void write(Path folder) {
            FileFormats.write(folder.resolve("subject101.dat"), pamap2(1, 40, 3) + pamap2(2, 9, 900));
            FileFormats.write(
                    folder.resolve("subject106.dat.gz"),
                    FileFormats.gzip(pamap2(2, 20, 5).getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        Examples read(Path folder) {
            return new Pamap2.Factory()
                    .create(pamap2Settings(
                            folder, Pamap2.Modality.POSITION, "together", SensorLayout.PAD_CONCAT, false));
        }
    },
    SPEECH_COMMANDS {
        @Override
        void write(Path folder) {
            FileFormats.write(folder.resolve("testing_list.txt"), "no/aa_nohash_0.wav\n");
            FileFormats.write(folder.resolve("validation_list.txt"), "yes/bb_nohash_0.wav\n");
            FileFormats.write(folder.resolve("no/aa_nohash_0.wav"), FileFormats.wave(10, 100, 1000));
            FileFormats.write(folder.resolve("no/bb_nohash_0.wav"), FileFormats.wave(16, 200, 1000));
            FileFormats.write(folder.resolve("yes/aa_nohash_1.wav"), FileFormats.wave(20, 300, 1000));
            FileFormats.write(folder.resolve("yes/bb_nohash_0.wav"), FileFormats.wave(12, 400, 1000));
        }

        @Override
        Examples read(Path folder) {
            return new SpeechCommands.Factory()
                    .create(new SpeechCommands.Settings(
                            folder, List.of("no", "yes"), SpeechCommands.HeldOut.TESTING, 1000, 16, 2));
        }
    };

    abstract void write(Path folder);

    abstract Examples read(Path folder);

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Idx.Settings idx(
            Path folder,
            int firstLabel,
            boolean transposed,
            List<Double> mean,
            List<Double> deviation,
            @Nullable Integer limit) {
        return new Idx.Settings(
                folder,
                "train",
                "t10k",
                transposed ? 3 : 4,
                transposed ? 4 : 3,
                10,
                firstLabel,
                transposed,
                mean,
                deviation,
                limit);
    }

    static Pamap2.Settings pamap2Settings(
            Path folder, Pamap2.Modality modality, String sensors, SensorLayout layout, boolean standardise) {
        return new Pamap2.Settings(
                folder,
                List.of(1, 2),
                List.of(6),
                List.of(Pamap2.Position.HAND, Pamap2.Position.ANKLE),
                List.of(Pamap2.Kind.ACCELEROMETER, Pamap2.Kind.MAGNETOMETER),
                modality,
                sensors,
                layout,
                8,
                4,
                Duration.ofMillis(30),
                standardise);
    }

    /** Lines of one activity; the number in column c (from 1) of line i is 100 c + i. NaN where the column is used in line nan. */
    static String pamap2(int activity, int lines, int nan) {
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < lines; line++) {
            text.append(activity + line / 100.0).append(' ').append(activity).append(" NaN");
            for (int column = 4; column <= 54; column++) {
                text.append(' ').append(line == nan && column == 5 ? "NaN" : String.valueOf(100 * column + line));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The number at place t of signal s in window w is 10 w + s + t / 1000; features count on from there. */
    private static void windows(Path folder, String part, String subjects, String labels, int count, int first) {
        FileFormats.write(folder.resolve("subject_" + part + ".txt"), subjects);
        FileFormats.write(folder.resolve("y_" + part + ".txt"), labels);
        FileFormats.write(folder.resolve("X_" + part + ".txt"), lines(count, 561, 10 * first));
        List<String> signals = List.of("total_acc", "body_acc", "body_gyro");
        for (int signal = 0; signal < 9; signal++) {
            String name = signals.get(signal / 3) + "_" + "xyz".charAt(signal % 3) + "_" + part + ".txt";
            FileFormats.write(folder.resolve("Inertial Signals").resolve(name), lines(count, 128, 10 * first + signal));
        }
    }

    private static String lines(int count, int columns, int start) {
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < count; line++) {
            for (int column = 0; column < columns; column++) {
                text.append(String.format(Locale.ROOT, "  %.7e", start + 10 * line + column / 1000.0));
            }
            text.append("\r\n");
        }
        return text.toString();
    }
}
