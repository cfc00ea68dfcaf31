package org.longhaul.training.dataset;

import java.util.List;

/** Windows of two sensors of three and two numbers, by two persons in two rooms: every fourth is held out. */
final class TwoSensors implements SensorWindows {
    @Override
    public int windows() {
        return 32;
    }

    @Override
    public int classes() {
        return 4;
    }

    @Override
    public List<String> sensors() {
        return List.of("radar", "wifi");
    }

    @Override
    public int width(int sensor) {
        return sensor == 0 ? 3 : 2;
    }

    @Override
    public boolean isHeldOut(int window) {
        return window % 4 == 3;
    }

    @Override
    public int label(int window) {
        return window / 4 % 4;
    }

    @Override
    public int persons() {
        return 2;
    }

    @Override
    public int person(int window) {
        return window % 2;
    }

    @Override
    public int rooms() {
        return 2;
    }

    @Override
    public int room(int window) {
        return window / 16;
    }

    @Override
    public void copy(int window, int sensor, float[] target, int at) {
        for (int i = 0; i < width(sensor); i++) {
            target[at + i] = 100 * window + 10 * (sensor + 1) + i + 1;
        }
    }

    @Override
    public String identity() {
        return "two sensors";
    }
}
