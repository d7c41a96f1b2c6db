<?php
/**
 * Plugin Name: Job bank directory
 * Description: Shows the directory of a release, by the widget or written by the server.
 * Requires at least: 6.5
 * Requires PHP: 7.4
 *
 * Where the release is stands in wp-config.php: define('JOBBANK_RELEASE', 'https://directory.example/');
 *
 * All text is escaped where it is written; addresses are let through as http(s) alone.
 */

defined('ABSPATH') || exit;

const JOBBANK_FRESH = 'jobbank_directory';           // a transient: the directory, while it is new
const JOBBANK_LAST = 'jobbank_directory_last';       // an option: the last one that could be had
const JOBBANK_SECONDS = 5 * MINUTE_IN_SECONDS;
const JOBBANK_SECONDS_AFTER_FAILURE = MINUTE_IN_SECONDS;

add_shortcode('job_bank_directory', 'jobbank_shortcode');

/** What stands in the place of [job_bank_directory …]. */
function jobbank_shortcode($given)
{
    $wanted = shortcode_atts(
        ['category' => '', 'language' => substr(get_locale(), 0, 2), 'exit' => 'page', 'show' => 'widget'],
        $given,
        'job_bank_directory'
    );
    if (!defined('JOBBANK_RELEASE')) {
        return '<p>' . esc_html('Where the directory is has not been set (JOBBANK_RELEASE).') . '</p>';
    }
    return $wanted['show'] === 'list' ? jobbank_list($wanted) : jobbank_widget($wanted);
}

function jobbank_widget($wanted)
{
    $release = trailingslashit(JOBBANK_RELEASE);
    wp_enqueue_script_module('job-bank-directory', $release . 'widget/job-bank-directory.js', [], null);
    return sprintf(
        '<job-bank-directory src="%s" category="%s" language="%s" exit="%s">%s</job-bank-directory>',
        esc_url($release . 'directory.json', ['http', 'https']),
        esc_attr($wanted['category']),
        esc_attr($wanted['language']),
        esc_attr($wanted['exit']),
        jobbank_way_to_the_directory()
    );
}

function jobbank_list($wanted)
{
    $directory = jobbank_directory();
    if ($directory === null) {
        return '<p>' . jobbank_way_to_the_directory() . '</p>';
    }
    $notices = [];
    foreach ($directory['notices'] as $notice) {
        $notices[$notice['slug']] = $notice['current'];
    }
    $default = $directory['default_language'];
    $language = in_array($wanted['language'], $directory['languages'], true) ? $wanted['language'] : $default;
    $links = array_filter($directory['links'], function ($link) use ($wanted) {
        return jobbank_is_in($link['category'], $wanted['category']);
    });
    $shared = jobbank_shared($links, $notices);
    $general = [];
    foreach ($directory['general_words'] as $name => $texts) {
        $general['{' . $name . '}'] = jobbank_text($texts, $language, $default);
    }
    $html = '';
    foreach ($shared as $slug) {
        $text = jobbank_notice($slug, $notices[$slug], $general, $language, $default);
        $html .= '<p class="job-bank-notice">' . esc_html($text) . '</p>';
    }
    $items = '';
    foreach ($links as $link) {
        $items .= jobbank_item($link, $notices, $shared, $directory['health_words'], $language, $default);
    }
    return $html . '<ul class="job-bank-directory">' . $items . '</ul>';
}

/** The slugs of the notices beside a link: an exit notice that is not on a page, and disclaimers. */
function jobbank_beside($link)
{
    $exit = $link['exit_notice'];
    return array_merge($exit['show'] === 'inline' ? [$exit['notice']] : [], $link['disclaimers']);
}

/** The slugs of the notices that are said once for several of these links. */
function jobbank_shared($links, $notices)
{
    $carried = [];
    foreach ($links as $link) {
        foreach (jobbank_beside($link) as $slug) {
            $differs = $slug !== $link['exit_notice']['notice']
                && preg_match('/\{[A-Za-z_]+\}/', implode($notices[$slug]['texts'] ?? []));
            $carried[$slug] = ($carried[$slug] ?? 0) + ($differs ? 0 : 1);
        }
    }
    return array_keys(array_filter($carried, function ($number) {
        return $number > 1;
    }));
}

/** Whether a link of one category is shown with another: the same, or one below it. */
function jobbank_is_in($category, $wanted)
{
    return $wanted === '' || $category === $wanted || strpos((string) $category, $wanted . '/') === 0;
}

function jobbank_item($link, $known, $shared, $words, $language, $default)
{
    $name = jobbank_text($link['names'], $language, $default) ?: $link['host_shown'];
    $values = [
        '{name}' => $name,
        '{host}' => $link['host_shown'],
        '{privacy_url}' => $link['privacy_url'] ?? implode('/', array_slice(explode('/', $link['url']), 0, 3)) . '/',
    ];
    $notices = jobbank_beside($link);
    $exit = $link['exit_notice'];
    $href = $exit['page'] === null ? $link['url'] : jobbank_exit_page($exit['page'], $language, $default);
    $paragraphs = [jobbank_text($link['descriptions'], $language, $default)];
    $titles = array_map(function ($slug) use ($known, $language, $default) {
        return jobbank_text($known[$slug]['titles'], $language, $default) ?: $slug;
    }, array_intersect($notices, $shared));
    if ($titles) {
        $paragraphs[] = ($language === 'es' ? 'Avisos: ' : 'Notices: ') . implode('; ', $titles);
    }
    foreach (array_diff($notices, $shared) as $slug) {
        $paragraphs[] = jobbank_notice($slug, $known[$slug] ?? null, $values, $language, $default);
    }
    $html = sprintf(
        '<li><a href="%s" rel="%s" referrerpolicy="%s">%s</a> <bdi>%s</bdi>',
        esc_url($href, ['http', 'https']),
        esc_attr($exit['page'] === null ? $link['anchor']['rel'] : ''),
        esc_attr($link['anchor']['referrerpolicy']),
        esc_html($name),
        esc_html($link['host_shown'])
    );
    $health = jobbank_health($link, $words, $language, $default);
    if ($health !== '') {
        $html .= '<p class="job-bank-health">' . esc_html($health) . '</p>';
    }
    foreach (array_filter($paragraphs) as $paragraph) {
        $html .= '<p>' . esc_html($paragraph) . '</p>';
    }
    return $html . '</li>';
}

/** A notice as text: its title, the wording filled in for a link, and by what it is cited. */
function jobbank_notice($slug, $notice, $values, $language, $default)
{
    if ($notice === null) {
        return '';
    }
    $title = $notice['titles'] ? jobbank_text($notice['titles'], $language, $default) . '. ' : '';
    $text = strtr(jobbank_text($notice['texts'], $language, $default), $values);
    $version = $language === 'es' ? 'versión' : 'version';
    return sprintf('%s%s (%s, %s %d)', $title, $text, $slug, $version, $notice['number']);
}

/** What visitors should know of a link that is not well; '' for nothing. */
function jobbank_health($link, $words, $language, $default)
{
    $health = $link['health'];
    if (!$health || !$health['confirmed'] || $link['released_until'] || empty($words[$health['verdict']])) {
        return '';
    }
    $since = jobbank_text($words['since'], $language, $default);
    return jobbank_text($words[$health['verdict']], $language, $default) . ' ' . str_replace('{date}', $health['since'], $since);
}

/** The address of an exit page in that language. */
function jobbank_exit_page($page, $language, $default)
{
    return trailingslashit(JOBBANK_RELEASE) . $page . ($language === $default ? '' : $language . '/');
}

/** The text in that language, else in the default one, else in any. */
function jobbank_text($texts, $language, $default)
{
    return $texts[$language] ?? $texts[$default] ?? (string) reset($texts);
}

function jobbank_way_to_the_directory()
{
    $place = trailingslashit(JOBBANK_RELEASE) . 'site/';
    return sprintf('<a href="%s">%s</a>', esc_url($place, ['http', 'https']), esc_html('See the directory'));
}

/** The directory: a fresh one, else the last that could be had; null when there was never one. */
function jobbank_directory()
{
    $kept = get_transient(JOBBANK_FRESH);
    if (is_array($kept)) {
        return $kept;
    }
    $fetched = jobbank_fetched();
    $shown = $fetched ?? get_option(JOBBANK_LAST, null);
    if ($fetched !== null) {
        update_option(JOBBANK_LAST, $fetched, false);
    }
    if (is_array($shown)) {
        // After a failure the last one is kept for a little while, so that visitors do not wait.
        set_transient(JOBBANK_FRESH, $shown, $fetched === null ? JOBBANK_SECONDS_AFTER_FAILURE : JOBBANK_SECONDS);
        return $shown;
    }
    return null;
}

/** The directory from where it is served, null when that cannot be had or is not one we know. */
function jobbank_fetched()
{
    $answer = wp_remote_get(trailingslashit(JOBBANK_RELEASE) . 'directory.json', ['timeout' => 5]);
    if (is_wp_error($answer) || wp_remote_retrieve_response_code($answer) !== 200) {
        return null;
    }
    $directory = json_decode(wp_remote_retrieve_body($answer), true);
    $known = is_array($directory) && strpos($directory['schema_version'] ?? '', '1.') === 0;
    return $known ? $directory : null;
}
