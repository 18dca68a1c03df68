import { Auth, AuthMethod, convertLegacyAuthProps } from '@grafana/plugin-ui';
import { Alert, Field, SecretInput } from '@grafana/ui';
import { type ComponentProps, useState } from 'react';
import { t } from '../i18n';
import { type ConfigProps } from './props';

const BEARER = 'custom-bearer';

/** Authentication, TLS and headers, by the same components as other data sources; the bearer token is added to them. */
export function AuthSettings({ options, onOptionsChange }: ConfigProps) {
  const configured = Boolean(options.secureJsonFields.bearerToken) || Boolean(options.secureJsonData?.bearerToken);
  // Choosing the method comes before typing the token, and nothing that is saved tells the two apart.
  const [chosen, setChosen] = useState(configured);
  const auth = convertLegacyAuthProps({ config: options, onChange: onOptionsChange });

  const setToken = (bearerToken: string) => {
    onOptionsChange({ ...options, secureJsonData: { ...options.secureJsonData, bearerToken } });
  };
  const forgetToken = () => {
    onOptionsChange({
      ...options,
      secureJsonData: { ...options.secureJsonData, bearerToken: '' },
      secureJsonFields: { ...options.secureJsonFields, bearerToken: false },
    });
  };
  const select: ComponentProps<typeof Auth>['onAuthMethodSelect'] = (method) => {
    const isBearer = String(method) === BEARER;
    setChosen(isBearer);
    onOptionsChange({
      ...options,
      basicAuth: method === AuthMethod.BasicAuth,
      withCredentials: false,
      jsonData: { ...options.jsonData, oauthPassThru: method === AuthMethod.OAuthForward },
      // A token that is left behind would be sent together with the other method.
      ...(isBearer || !configured
        ? {}
        : {
            secureJsonData: { ...options.secureJsonData, bearerToken: '' },
            secureJsonFields: { ...options.secureJsonFields, bearerToken: false },
          }),
    });
  };

  return (
    <>
      <Auth
        {...auth}
        selectedMethod={chosen ? BEARER : auth.selectedMethod}
        onAuthMethodSelect={select}
        visibleMethods={[AuthMethod.NoAuth, AuthMethod.BasicAuth, BEARER, AuthMethod.OAuthForward]}
        customMethods={[
          {
            id: BEARER,
            label: t('config.auth.bearer', 'Bearer token'),
            description: t('config.auth.bearer-about', 'Send a token as Authorization: Bearer … with every request'),
            component: (
              <Field
                label={t('config.auth.token', 'Token')}
                description={t('config.auth.token-about', 'In a provisioned file write $$ for each $ of the token.')}
                noMargin
              >
                <SecretInput
                  aria-label={t('config.auth.bearer', 'Bearer token')}
                  width={40}
                  disabled={options.readOnly}
                  isConfigured={Boolean(options.secureJsonFields.bearerToken)}
                  value={options.secureJsonData?.bearerToken ?? ''}
                  onChange={(event) => setToken(event.currentTarget.value)}
                  // The component's own button knows no disabled state.
                  onReset={options.readOnly ? () => undefined : forgetToken}
                  autoComplete="new-password"
                />
              </Field>
            ),
          },
        ]}
      />
      {auth.selectedMethod === AuthMethod.OAuthForward && !chosen && (
        <Alert
          severity="warning"
          topSpacing={1}
          bottomSpacing={1}
          title={t('config.auth.forward', 'Alert rules and public dashboards have no identity to forward')}
        >
          {t(
            'config.auth.forward-about',
            'No person runs them, so the server refuses their queries. Give them a data source of their own, with a token.'
          )}
        </Alert>
      )}
    </>
  );
}
