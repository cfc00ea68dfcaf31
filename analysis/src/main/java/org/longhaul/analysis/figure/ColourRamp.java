package org.longhaul.analysis.figure;

/**
 * Colours of values for maps. Both ramps are mixed in Oklab (Ottosson, 2020), so that equal steps look equal; the sequential
 * one only becomes darker, which reads in grey print and under every kind of colour vision, the other goes from blue through
 * white to orange.
 */
final class ColourRamp {

    private static final int[] SEQUENTIAL = {0xfdf6d0, 0xb4dcb0, 0x4aa6b4, 0x24609e, 0x191d4f};
    private static final int[] DIVERGING = {0x0b4f86, 0x5fa2d0, 0xf6f6f4, 0xe79a5e, 0xa04000};

    private ColourRamp() {}

    /** Returns the colour of a share, 0 to 1. */
    static int sequential(double share) {
        return mixed(SEQUENTIAL, share);
    }

    /** Returns the colour of a share, 0 to 1; one half is white. */
    static int diverging(double share) {
        return mixed(DIVERGING, share);
    }

    /** Whether white has more contrast to a colour than black: the better has 4.5 or more, as WCAG asks for. */
    static boolean isDark(int colour) {
        double luminance = 0.2126 * linear((colour >> 16 & 255) / 255.0)
                + 0.7152 * linear((colour >> 8 & 255) / 255.0)
                + 0.0722 * linear((colour & 255) / 255.0);
        return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05;
    }

    private static int mixed(int[] anchors, double share) {
        double place = Math.min(1, Math.max(0, share)) * (anchors.length - 1);
        int below = Math.min((int) place, anchors.length - 2);
        double[] low = oklab(anchors[below]);
        double[] high = oklab(anchors[below + 1]);
        double[] between = new double[3];
        for (int i = 0; i < 3; i++) {
            between[i] = low[i] + (place - below) * (high[i] - low[i]);
        }
        return rgb(between);
    }

    private static double[] oklab(int colour) {
        double r = linear((colour >> 16 & 255) / 255.0);
        double g = linear((colour >> 8 & 255) / 255.0);
        double b = linear((colour & 255) / 255.0);
        double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return new double[] {
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
        };
    }

    private static int rgb(double[] lab) {
        double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
        double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
        double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
        int r = channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
        int g = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
        int b = channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        return r << 16 | g << 8 | b;
    }

    private static double cube(double value) {
        return value * value * value;
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }

    private static int channel(double linear) {
        double within = Math.min(1, Math.max(0, linear));
        double coded = within <= 0.0031308 ? 12.92 * within : 1.055 * Math.pow(within, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * coded);
    }
}
