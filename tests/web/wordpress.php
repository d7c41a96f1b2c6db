<?php
/* The functions of WordPress that the plugin calls, as far as it needs them: `php wordpress.php PLUGIN
   RELEASE ARGUMENTS` prints what stands in the place of the shortcode. ARGUMENTS: JSON. */

define('ABSPATH', '/');
define('MINUTE_IN_SECONDS', 60);
define('JOBBANK_RELEASE', 'https://directory.example/');

function add_shortcode($name, $function) { global $shortcode; $shortcode = $function; }
function shortcode_atts($defaults, $given, $name) { return array_merge($defaults, $given); }
function get_locale() { return 'en_US'; }
function esc_html($text) { return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8'); }
function esc_attr($text) { return esc_html($text); }
function esc_url($address, $schemes) { return preg_match('~^https?://~', $address) ? esc_html($address) : ''; }
function trailingslashit($text) { return rtrim($text, '/') . '/'; }
function get_transient($name) { return false; }
function set_transient($name, $value, $seconds) { return true; }
function get_option($name, $default) { return $default; }
function update_option($name, $value, $autoload) { return true; }
function is_wp_error($answer) { return false; }
function wp_remote_retrieve_response_code($answer) { return 200; }
function wp_remote_retrieve_body($answer) { return $answer; }
function wp_remote_get($address, $arguments) {
    global $argv;
    return file_get_contents($argv[2] . '/' . basename($address));
}

error_reporting(E_ALL);
set_error_handler(function ($number, $text) { throw new ErrorException($text); });
require $argv[1];
echo call_user_func($shortcode, json_decode($argv[3], true));
