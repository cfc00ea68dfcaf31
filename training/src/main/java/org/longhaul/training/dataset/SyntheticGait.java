package org.longhaul.training.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.task.DataShape;

/**
 * Synthetic activities: six of them, by users who differ, in rooms that differ, seen by a sensor that is worn and by a radar in the
 * room.
 *
 * <p><b>Model.</b> A window is 2.56 s. {@link WearableWindow} makes the signal of a six-axis sensor at 50 Hz as gravity plus harmonics of a
 * step frequency, seen through the user's mounting; {@link RadarWindow} makes the Doppler spectrum at two antennas of a room. An
 * example is 5 times 12 numbers: three times of the sensor, for each axis the mean and the power in five bands of acceleration and
 * of turning; twice of the radar, for each antenna the power at 12 speeds. Each sensor confuses two pairs of activities that the other tells
 * apart: the worn one standing with sitting and walking with climbing, the radar sitting with lying and climbing with turning.
 *
 * <p>All is drawn from streams named by (seed, user), (seed, room) and (seed, window), so that a window is the same whatever others
 * there are. Windows go round users, then rooms, then activities, so that all of them are equally frequent.
 *
 * <p>Thread-safety: immutable.
 */
public final class SyntheticGait implements SensorWindows {
    private static final int ROWS = 12;
    private static final int WORN_COLUMNS = 3;
    private static final int RADAR_COLUMNS = 2;
    private static final int COLUMNS = WORN_COLUMNS + RADAR_COLUMNS;
    private static final int FEATURES = ROWS * COLUMNS;
    private static final int MOST_WINDOWS = 1_000_000;
    private static final List<String> SENSORS = List.of("wearable", "radar");
    private static final int[] WIDTHS = {ROWS * WORN_COLUMNS, ROWS * RADAR_COLUMNS};
    private static final List<Activity> ACTIVITIES = List.of(Activity.values());
    private static final int CLASSES = ACTIVITIES.size();

    private final Settings settings;
    private final float[] features;

    /** Sizes, differences and the seed. */
    public record Settings(
            @JsonProperty(defaultValue = "7")
                    @JsonPropertyDescription("users, each with a gait and a mounting of the sensor")
                    int users,
            @JsonProperty(defaultValue = "2") @JsonPropertyDescription("rooms, each with antennas of its own")
                    int rooms,
            @JsonProperty(defaultValue = "1680") @JsonPropertyDescription("windows to train on") int examples,
            @JsonProperty(defaultValue = "840") @JsonPropertyDescription("further windows to validate on")
                    int validation,
            @JsonProperty(defaultValue = "together")
                    @JsonPropertyDescription(
                            "what an example shows: both sensors (together), one at a time with zeros for the other (apart, for a partition by sensor; validation is on both), or one only (wearable, radar)")
                    String sensors,
            @JsonProperty(defaultValue = "pad-to-summed")
                    @JsonPropertyDescription(
                            "where the input has a sensor that stands apart: its own columns (pad-concat), or the first, with zeros up to the columns of both (pad-to-summed) or of the wider (pad-to-max: both do not fit, so validation is on single sensors)")
                    SensorLayout layout,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("how much users differ; 0 for equal ones")
                    double userShift,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("how much rooms differ; 0 for equal ones")
                    double roomShift,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("seed of the drawing; no seed of a run changes it")
                    long seed) {
        public Settings {
            within("users", users);
            within("rooms", rooms);
            within("examples", examples);
            within("validation", validation);
            requireRound("examples", examples, users, rooms);
            requireRound("validation", validation, users, rooms);
            shift("userShift", userShift);
            shift("roomShift", roomShift);
            SensorExamples.requireFit(SENSORS, layout, sensors);
        }

        private static void within(String name, int value) {
            if (value < 1 || value > MOST_WINDOWS) {
                throw new IllegalArgumentException(name + " (" + value + ") must lie in [1, " + MOST_WINDOWS + "]");
            }
        }

        /** Fewer would leave out activities: windows go round users and rooms first. */
        private static void requireRound(String name, int windows, int users, int rooms) {
            if (windows < (long) users * rooms * CLASSES) {
                throw new IllegalArgumentException(name + " (" + windows + ") must be at least "
                        + (long) users * rooms * CLASSES + ", a window of each of the " + CLASSES + " activities of "
                        + users + " users in " + rooms + " rooms");
            }
        }

        private static void shift(String name, double value) {
            if (!(value >= 0 && value <= 10)) {
                throw new IllegalArgumentException(name + " (" + value + ") must lie in [0, 10]");
            }
        }
    }

    /** Draws them. */
    @SuppressWarnings("rawtypes")
    @AutoService(DatasetFactory.class)
    @Provides(
            id = "gait",
            description =
                    "Synthetic activities by users in rooms, seen by a worn sensor and a radar: 36 and 24 features.")
    public static final class Factory implements DatasetFactory<Settings> {
        @Override
        public DataShape.Examples shape(Settings settings) {
            return SensorExamples.shape(WIDTHS, settings.layout, CLASSES);
        }

        @Override
        public Examples create(Settings settings) {
            return new SensorExamples(new SyntheticGait(settings), settings.layout, settings.sensors);
        }
    }

    private SyntheticGait(Settings settings) {
        this.settings = settings;
        features = new float[HeldInMemory.length(settings.examples, settings.validation, FEATURES)];
        WearableWindow.User[] users = new WearableWindow.User[settings.users];
        for (int user = 0; user < users.length; user++) {
            users[user] =
                    WearableWindow.User.of(DataStreams.stream(settings.seed, "gait.user", user), settings.userShift);
        }
        RadarWindow.Room[] rooms = new RadarWindow.Room[settings.rooms];
        for (int room = 0; room < rooms.length; room++) {
            rooms[room] = RadarWindow.Room.of(DataStreams.stream(settings.seed, "gait.room", room), settings.roomShift);
        }
        WearableWindow worn = new WearableWindow();
        RadarWindow radar = new RadarWindow();
        for (int window = 0; window < windows(); window++) {
            String name = isHeldOut(window) ? "validation" : "window";
            Activity activity = ACTIVITIES.get(label(window));
            WearableWindow.User user = users[person(window)];
            int at = window * FEATURES;
            worn.draw(activity, user, DataStreams.stream(settings.seed, "gait.worn." + name, place(window)));
            for (int i = 0; i < WIDTHS[0]; i++) {
                features[at + i] = (float) worn.feature(i / ROWS, i % ROWS);
            }
            radar.draw(
                    activity,
                    user.cadence(),
                    rooms[room(window)],
                    DataStreams.stream(settings.seed, "gait.radar." + name, place(window)));
            for (int i = 0; i < WIDTHS[1]; i++) {
                features[at + WIDTHS[0] + i] = (float) radar.feature(i / ROWS, i % ROWS);
            }
        }
    }

    @Override
    public int windows() {
        return settings.examples + settings.validation;
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public List<String> sensors() {
        return SENSORS;
    }

    @Override
    public int width(int sensor) {
        return WIDTHS[sensor];
    }

    @Override
    public boolean isHeldOut(int window) {
        return window >= settings.examples;
    }

    private int place(int window) {
        return isHeldOut(window) ? window - settings.examples : window;
    }

    @Override
    public int label(int window) {
        return place(window) / (settings.users * settings.rooms) % CLASSES;
    }

    @Override
    public int persons() {
        return settings.users;
    }

    @Override
    public int person(int window) {
        return place(window) % settings.users;
    }

    @Override
    public int rooms() {
        return settings.rooms;
    }

    @Override
    public int room(int window) {
        return place(window) / settings.users % settings.rooms;
    }

    @Override
    public void copy(int window, int sensor, float[] target, int at) {
        System.arraycopy(features, window * FEATURES + (sensor == 0 ? 0 : WIDTHS[0]), target, at, WIDTHS[sensor]);
    }

    @Override
    public String identity() {
        return "gait " + settings;
    }
}
