package org.longhaul.training.dataset.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.extension.Spelling;
import org.longhaul.training.data.DataFiles;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.task.DataShape;

/**
 * Speech Commands: a folder for each word, with WAV files of a second or less, and lists of those for validation and for testing.
 * Speakers are groups: what stands before {@code _nohash_} in a file's name; those with something to train on come first.
 *
 * <p>Held out are the files of one list; those of the other are neither trained on nor held out. Samples are read from the files when
 * they are asked for, so that little memory is taken; headers are checked at the beginning. The identity knows names and lengths,
 * not what is said.
 *
 * <p><b>Shape.</b> [1, rows, samples / rows]: samples of -1 to 1, followed by zeros where a file is shorter, cut where it is longer.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public final class SpeechCommands implements Examples {
    private static final String TESTING = "testing_list.txt";
    private static final String VALIDATION = "validation_list.txt";
    private static final int MOST_SAMPLES = 1 << 20;
    private static final int FILE_MEMORY = 400;

    private final ExpectedFiles expected;
    private final DataShape.Examples shape;
    private final List<Clip> clips = new ArrayList<>();
    private final Map<String, Integer> speakers = new LinkedHashMap<>();
    private final List<String> names;
    private final int trained;
    private final String identity;

    /** Which list is held out. */
    public enum HeldOut {
        /** Those of testing_list.txt. */
        TESTING,
        /** Those of validation_list.txt. */
        VALIDATION
    }

    /** Where the files are, and what of them. */
    public record Settings(
            @JsonPropertyDescription("folder of the words' folders and the lists") Path path,
            @JsonProperty(
                            defaultValue =
                                    "[backward, bed, bird, cat, dog, down, eight, five, follow, forward, four, go,"
                                            + " happy, house, learn, left, marvin, nine, 'no', 'off', 'on', one, right, seven,"
                                            + " sheila, six, stop, three, tree, two, up, visual, wow, 'yes', zero]")
                    @JsonPropertyDescription(
                            "words that are classes, in this order; files of other words are left out. Default: the 35 of"
                                    + " version 0.02")
                    List<String> words,
            @JsonProperty(defaultValue = "testing")
                    @JsonPropertyDescription(
                            "which list is held out: testing or validation; files of the other are left out")
                    HeldOut heldOut,
            @JsonProperty(defaultValue = "16000") @JsonPropertyDescription("samples a second that files must have")
                    int rate,
            @JsonProperty(defaultValue = "16000")
                    @JsonPropertyDescription("samples of an example: longer files are cut, shorter ones get zeros")
                    int samples,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "rows into which the samples are folded, a divisor of samples: 125 makes 125 x 128, which models"
                                    + " of images take")
                    int rows) {
        public Settings {
            words = List.copyOf(words);
            if (words.size() < 2 || new HashSet<>(words).size() < words.size()) {
                throw new IllegalArgumentException("words (" + words + ") must be two or more, each once");
            }
            Require.count("rate", rate, MOST_SAMPLES);
            Require.count("samples", samples, MOST_SAMPLES);
            if (rows < 1 || samples % rows != 0) {
                throw new IllegalArgumentException("rows (" + rows + ") must divide samples (" + samples + ")");
            }
        }
    }

    /**
     * A file.
     *
     * @param name folder and name, as lists have it
     */
    private record Clip(Path file, String name, Wave wave, int word, String speaker) {}

    /** Reads headers and lists. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "speech-commands",
            description = "Spoken words of a second in WAV files, by speakers who are groups (Speech Commands).",
            source = "Warden, Speech Commands: A Dataset for Limited-Vocabulary Speech Recognition, arXiv 1804.03209")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return new DataShape.Examples(
                    List.of(1, settings.rows, settings.samples / settings.rows), settings.words.size());
        }

        @Override
        public Examples create(Settings settings) {
            return new SpeechCommands(settings, shape(settings));
        }
    }

    private SpeechCommands(Settings settings, DataShape.Examples shape) {
        this.shape = shape;
        expected = new ExpectedFiles(
                "speech-commands",
                "a folder with " + VALIDATION + ", " + TESTING
                        + " (lines such as bed/0a7c2a8d_nohash_0.wav) and a folder"
                        + " for each word of WAV files, 16-bit PCM, 1 channel, " + settings.rate + " samples a second");
        Path folder = expected.folder(settings.path);
        Set<String> testing = list(folder, TESTING);
        Set<String> validation = list(folder, VALIDATION);
        Set<String> held = settings.heldOut == HeldOut.TESTING ? testing : validation;
        Set<String> neither = settings.heldOut == HeldOut.TESTING ? validation : testing;
        HeapShare memory = new HeapShare(expected);
        List<Clip> heldOut = new ArrayList<>();
        for (int word = 0; word < settings.words.size(); word++) {
            String name = settings.words.get(word);
            for (Path file : files(folder, name)) {
                String listed = name + "/" + file.getFileName();
                if (held.contains(listed) || !neither.contains(listed)) {
                    memory.more(FILE_MEMORY, file);
                    Clip clip = clip(file, listed, settings.rate, word);
                    (held.contains(listed) ? heldOut : clips).add(clip);
                }
            }
        }
        trained = clips.size();
        clips.addAll(heldOut);
        if (trained == 0 || heldOut.isEmpty()) {
            throw expected.fault(
                    folder,
                    "comes to " + trained + " files to train on and " + heldOut.size()
                            + " that are held out; allowed: at least one of each");
        }
        clips.forEach(clip -> speakers.putIfAbsent(clip.speaker, speakers.size()));
        names = List.copyOf(speakers.keySet());
        Hasher hash = Hashing.murmur3_128().newHasher();
        for (Clip clip : clips) {
            hash.putString(clip.name, StandardCharsets.UTF_8).putInt(clip.wave.samples());
        }
        identity = expected.id() + ", " + trained + " and " + heldOut.size() + " files, " + shape.words() + ", files "
                + hash.hash();
    }

    private Set<String> list(Path folder, String name) {
        Path file = expected.file(folder, name);
        Set<String> listed = new HashSet<>();
        HeapShare memory = new HeapShare(expected);
        try (BufferedReader lines = DataFiles.text(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String stripped = line.strip();
                if (!stripped.isEmpty() && (stripped.indexOf('/') < 1 || !stripped.endsWith(".wav"))) {
                    String shown = stripped.length() > 60 ? stripped.substring(0, 60) + "..." : stripped;
                    throw expected.fault(
                            file, number, "is \"" + shown + "\"; allowed: a word's folder, / and a .wav file");
                }
                memory.more(100 + 2L * stripped.length(), file);
                listed.add(stripped);
            }
        } catch (IOException e) {
            throw expected.fault(file, "cannot be read to its end: " + e.getMessage());
        }
        return listed;
    }

    private List<Path> files(Path folder, String word) {
        Path inside = folder.resolve(word);
        if (!Files.isDirectory(inside)) {
            List<String> words = expected.entries(folder).stream()
                    .filter(Files::isDirectory)
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .toList();
            String hint = Spelling.hint(word, words);
            throw expected.fault(
                    folder,
                    "has no folder \"" + word + "\"; its folders are " + String.join(", ", words)
                            + (hint == null ? "" : "\n" + hint));
        }
        List<Path> files = expected.entries(inside).stream()
                .filter(file -> file.toString().endsWith(".wav"))
                .toList();
        if (files.isEmpty()) {
            throw expected.fault(inside, "has no file that ends in .wav");
        }
        return files;
    }

    private Clip clip(Path file, String listed, int rate, int word) {
        String name = String.valueOf(file.getFileName());
        int end = name.indexOf("_nohash_");
        String speaker = end > 0 ? name.substring(0, end) : name;
        return new Clip(file, listed, Wave.of(expected, file, rate), word, speaker);
    }

    @Override
    public int size() {
        return clips.size();
    }

    @Override
    public DataShape.Examples shape() {
        return shape;
    }

    @Override
    public boolean isHeldOut(int item) {
        return item >= trained;
    }

    @Override
    public int label(int item) {
        return clips.get(item).word;
    }

    @Override
    public int groups() {
        return names.size();
    }

    @Override
    public int group(int item) {
        return Objects.requireNonNull(speakers.get(clips.get(item).speaker));
    }

    @Override
    public List<String> attributes() {
        return List.of("speaker");
    }

    @Override
    public String groupName(int group) {
        return names.get(group);
    }

    @Override
    public void copy(int item, float[] target, int at) {
        Clip clip = clips.get(item);
        clip.wave.copy(expected, clip.file, target, at, shape.elements());
    }

    @Override
    public String identity() {
        return identity;
    }
}
